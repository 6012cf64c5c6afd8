import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OUTBOUND_CAUSES } from '../calls/outbound-call.types.js';
import { RETRY_REASONS } from '../settings/rules.domain.js';
import { isRetryReason, retryAt, type RetryPolicy } from './retry.domain.js';

const AT = new Date('2026-01-15T10:00:00Z');
const policyOf = (one: RetryPolicy['busy']): RetryPolicy =>
  Object.fromEntries(RETRY_REASONS.map((reason) => [reason, one])) as unknown as RetryPolicy;
const usual = policyOf({ attempts: 3, firstDelaySeconds: 300, longestDelaySeconds: 14_400 });
const secondsAfter = (date: Date | null) => date && (date.getTime() - AT.getTime()) / 1000;

describe('trying a call again', () => {
  it('waits 5, 10 and 20 minutes, and gives up after the third attempt', () => {
    const pauses = [0, 1, 2, 3].map((tried) => secondsAfter(retryAt(usual, 'busy', tried, AT, 0)));
    expect(pauses).toEqual([300, 600, 1200, null]);
  });

  it('never does for a wrong number, the do-not-call lists or an agent who did not pick up', () => {
    const never = OUTBOUND_CAUSES.filter((cause) => !isRetryReason(cause));
    expect(never).toEqual(
      expect.arrayContaining([
        'invalid_number',
        'do_not_disturb',
        'on_dnc_list',
        'agent_no_answer',
      ]),
    );
    for (const cause of [...never, null]) expect(retryAt(usual, cause, 0, AT, 0.5)).toBeNull();
  });

  it('stays between the first pause and the longest one, and grows with the attempts', () => {
    const policies = fc.record({
      attempts: fc.integer({ min: 1, max: 10 }),
      firstDelaySeconds: fc.integer({ min: 10, max: 86_400 }),
      extra: fc.integer({ min: 0, max: 600_000 }),
    });
    const chance = fc.double({ min: 0, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(policies, chance, ({ extra, ...given }, luck) => {
        const longestDelaySeconds = given.firstDelaySeconds + extra;
        const policy = policyOf({ ...given, longestDelaySeconds });
        let last = 0;
        for (let tried = 0; tried < given.attempts; tried += 1) {
          const seconds = secondsAfter(retryAt(policy, 'no_answer', tried, AT, luck)) ?? 0;
          expect(seconds).toBeGreaterThanOrEqual(given.firstDelaySeconds);
          expect(seconds).toBeLessThanOrEqual(longestDelaySeconds);
          expect(seconds).toBeGreaterThanOrEqual(last);
          last = seconds;
        }
        expect(retryAt(policy, 'no_answer', given.attempts, AT, luck)).toBeNull();
      }),
    );
  });
});
