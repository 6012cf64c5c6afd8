import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { forget, forgottenFields, formsOf } from './forget.domain.js';

const NUMBER = '+919812345678';
const FORMS = formsOf(NUMBER);
const gone = (value: unknown) => forget(value, FORMS, 'X');

describe('a number that is to be forgotten', () => {
  it.each([
    '+919812345678',
    '919812345678',
    '00919812345678',
    '09812345678',
    '9812345678',
    '+91 98123 45678',
    '98123-45678',
  ])('is known as %s', (text) => {
    expect(gone(`from ${text} to 08011112222`)).toBe('from X to 08011112222');
  });

  it.each(['198123456789', '98123456780', '5598123456785', 'no number at all'])(
    'is not %s',
    (text) => {
      expect(gone(text)).toBe(text);
    },
  );

  it('is found wherever it is, and nothing else is touched', () => {
    const at = new Date(0);
    const document = {
      _id: 'c1',
      clientId: 'bank',
      at,
      from: '09812345678',
      agent: { phone: '+919800000001' },
      data: [{ call: { phoneNumber: NUMBER, recordingUrl: 'https://x/1.mp3' } }, 7, null],
      fields: { CallFrom: '09812345678', RecordingUrl: 'https://x/1.mp3' },
    };
    expect(forgottenFields(document, FORMS, 'X')).toEqual({
      from: 'X',
      data: [{ call: { phoneNumber: 'X', recordingUrl: null } }, 7, null],
      fields: { CallFrom: 'X', RecordingUrl: null },
    });
    expect(forgottenFields({ at, n: 1 }, FORMS, 'X')).toBeNull();
  });

  it('is forgotten once: a second time there is nothing to change', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('09812345678', NUMBER), (rest, number) => {
        const once = gone({ rest, number });
        expect(JSON.stringify(once)).not.toContain('9812345678');
        expect(gone(once)).toBe(once);
      }),
    );
  });
});
