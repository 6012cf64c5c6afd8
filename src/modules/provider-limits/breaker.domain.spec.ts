import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  admission,
  afterFailure,
  afterSuccess,
  CLOSED,
  FAILURES_TO_OPEN,
  onTrial,
  OPEN_MS,
  stateOf,
  TRIAL_MS,
  type Breaker,
} from './breaker.domain.js';

const NOW = Date.parse('2026-01-15T10:00:00Z');
const opened = (): Breaker => {
  let breaker = CLOSED;
  for (let i = 0; i < FAILURES_TO_OPEN; i += 1) breaker = afterFailure(breaker, false, NOW);
  return breaker;
};

describe('the breaker', () => {
  it('opens at the fifth failure in a row, and not before', () => {
    let breaker = CLOSED;
    for (let i = 1; i < FAILURES_TO_OPEN; i += 1) {
      breaker = afterFailure(breaker, false, NOW);
      expect(stateOf(breaker, NOW)).toBe('closed');
    }
    expect(stateOf(afterFailure(breaker, false, NOW), NOW)).toBe('open');
    expect(afterFailure(afterSuccess(breaker, false), false, NOW).failures).toBe(1);
  });

  it('lets one trial through after a minute, and what comes of it decides', () => {
    const breaker = opened();
    expect(admission(breaker, NOW + OPEN_MS - 1)).toEqual({ kind: 'wait', waitMs: 1 });
    const later = NOW + OPEN_MS;
    expect(stateOf(breaker, later)).toBe('half-open');
    expect(admission(breaker, later)).toEqual({ kind: 'trial' });
    const tried = onTrial(breaker, later);
    expect(admission(tried, later)).toEqual({ kind: 'wait', waitMs: TRIAL_MS });
    expect(admission(tried, later + TRIAL_MS)).toEqual({ kind: 'trial' });
    expect(afterSuccess(tried, true)).toEqual(CLOSED);
    expect(stateOf(afterFailure(tried, true, later), later + OPEN_MS - 1)).toBe('open');
  });

  it('is moved while open by its trial alone', () => {
    const tried = onTrial(opened(), NOW + OPEN_MS);
    expect(afterSuccess(tried, false)).toBe(tried);
    expect(afterFailure(tried, false, NOW + OPEN_MS)).toBe(tried);
  });

  it('never has two trials at once, and closes only by a success', () => {
    const steps = fc.array(
      fc.record({ ok: fc.boolean(), pauseMs: fc.integer({ min: 0, max: 2 * OPEN_MS }) }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, (all) => {
        let breaker = CLOSED;
        let now = NOW;
        for (const { ok, pauseMs } of all) {
          now += pauseMs;
          const { kind } = admission(breaker, now);
          if (kind === 'wait') continue;
          const isTrial = kind === 'trial';
          if (isTrial) {
            breaker = onTrial(breaker, now);
            expect(admission(breaker, now).kind).toBe('wait');
          }
          const wasOpen = breaker.openedAt !== null;
          breaker = ok ? afterSuccess(breaker, isTrial) : afterFailure(breaker, isTrial, now);
          if (wasOpen) expect(breaker.openedAt === null).toBe(ok);
        }
      }),
    );
  });
});
