import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE } from '../../common/time.js';
import { nextTry, pauseAfter } from './mail.domain.js';

describe('an e-mail that was not taken', () => {
  it('is tried again after one minute, two, four, and six hours at the most', () => {
    expect([1, 2, 3, 4].map(pauseAfter)).toEqual([1, 2, 4, 8].map((n) => n * MINUTE));
    expect(pauseAfter(20)).toBe(6 * HOUR);
  });

  it('is given up when the server never will take it, or after three days', () => {
    expect(nextTry({ attempts: 1, smtpCode: 550 }, 0, 0)).toBeNull();
    expect(nextTry({ attempts: 1, smtpCode: 450 }, 0, 0)).toBe(MINUTE);
    expect(nextTry({ attempts: 1, smtpCode: undefined }, 0, 0)).toBe(MINUTE);
    expect(nextTry({ attempts: 9, smtpCode: undefined }, 0, 3 * DAY)).toBeNull();
  });
});
