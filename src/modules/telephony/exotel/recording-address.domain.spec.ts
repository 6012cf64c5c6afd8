import { describe, expect, it } from '@jest/globals';
import { recordingAddress } from './recording-address.domain.js';

const isTaken = (text: string, simulator?: string) => recordingAddress(text, simulator) !== null;

describe('the address of a recording', () => {
  it.each([
    'https://recordings.exotel.com/exotelrecordings/acc/a.mp3',
    'https://s3-ap-southeast-1.amazonaws.com/exotelrecordings/acc/a.mp3',
    'https://s3-ap-south-1.amazonaws.com/exotel-mum1-recordings/acc/a.mp3',
  ])('is taken: %s', (text) => expect(isTaken(text)).toBe(true));

  it.each([
    'http://recordings.exotel.com/a.mp3',
    'https://recordings.exotel.com:8443/a.mp3',
    'https://recordings.exotel.com.evil.example/a.mp3',
    'https://evil.example/recordings.exotel.com/a.mp3',
    'https://user:pw@recordings.exotel.com/a.mp3',
    'https://s3-ap-southeast-1.amazonaws.com/other-bucket/a.mp3',
    'https://s3-ap-southeast-1.amazonaws.com/exotelrecordings/../other/a.mp3',
    'https://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'nonsense',
    '',
  ])('is refused: %s', (text) => expect(isTaken(text)).toBe(false));

  it('may be the simulator’s own', () => {
    expect(isTaken('http://127.0.0.1:4000/a.mp3', 'http://127.0.0.1:4000')).toBe(true);
    expect(isTaken('http://127.0.0.1:4001/a.mp3', 'http://127.0.0.1:4000')).toBe(false);
  });
});
