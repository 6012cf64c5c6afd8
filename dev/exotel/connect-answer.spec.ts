import { describe, expect, it } from '@jest/globals';
import { readConnectAnswer } from './connect-answer.js';

const VALID = { destination: { numbers: ['+919845000001'] } };

function read(body: unknown, status = 200, type = 'application/json') {
  return readConnectAnswer(status, type, typeof body === 'string' ? body : JSON.stringify(body));
}

describe('the strict reading of a connect answer', () => {
  it('fills the defaults of the smallest answer', () => {
    const reading = read(VALID, 200, 'application/json; charset=utf-8');
    expect(reading).toMatchObject({
      ok: true,
      plan: { fetchAfterAttempt: false, maxRingingSeconds: 30, maxConversationSeconds: 900 },
    });
  });

  it('accepts every documented key', () => {
    const reading = read({
      fetch_after_attempt: true,
      destination: { numbers: ['+919845000001', '09845000002', 'sip:ignored'] },
      outgoing_phone_number: '+918047112233',
      record: true,
      recording_channels: 'dual',
      max_ringing_duration: 60,
      max_conversation_duration: 4500,
      music_on_hold: { type: 'custom_tone', value: 'https://x.test/a.wav' },
      start_call_playback: { playback_to: 'callee', type: 'text', value: 'Hello' },
      parallel_ringing: { activate: true, max_parallel_attempts: 3 },
      dial_passthru_event_url: 'https://x.test/events',
    });
    expect(reading).toMatchObject({
      ok: true,
      plan: { numbers: ['+919845000001', '09845000002'], atOnce: 3, record: true },
    });
  });

  it.each([
    ['an unknown key', { ...VALID, priority: 1 }],
    ['an unknown inner key', { destination: { numbers: [], destination_type: 'x' } }],
    ['no destination', { record: true }],
    ['the destination of v1.1', { destination: [{ contact_uri: '+919845000001' }] }],
    ['a null', { ...VALID, outgoing_phone_number: null }],
    ['ringing above 60', { ...VALID, max_ringing_duration: 61 }],
    ['ringing of 0', { ...VALID, max_ringing_duration: 0 }],
    ['ringing with a fraction', { ...VALID, max_ringing_duration: 20.5 }],
    ['ringing as text', { ...VALID, max_ringing_duration: '20' }],
    ['conversation above 4500', { ...VALID, max_conversation_duration: 4501 }],
    ['a number that is none', { destination: { numbers: ['agent-1'] } }],
    ['a custom tone without address', { ...VALID, music_on_hold: { type: 'custom_tone' } }],
    ['text that is not JSON', '{'],
    ['a list', []],
  ])('drops the whole answer for %s', (_, body) => {
    expect(read(body)).toMatchObject({ ok: false });
  });

  it('drops another status, a redirect, another content type, a time-out', () => {
    expect(read(VALID, 201)).toEqual({ ok: false, reason: 'status 201' });
    expect(read(VALID, 302)).toEqual({ ok: false, reason: 'redirect (302)' });
    expect(read(VALID, 200, 'text/plain')).toMatchObject({ ok: false });
    expect(readConnectAnswer('timeout', '', '')).toEqual({ ok: false, reason: 'timeout' });
  });
});
