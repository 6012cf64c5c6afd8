import { MINUTE, SECOND } from '../../common/time.js';

/** So many failures in a row open the breaker … */
export const FAILURES_TO_OPEN = 5;
/** … for so long; then one trial call decides. */
export const OPEN_MS = MINUTE;
/** A trial whose node died is given up after so long, and another one is let through. */
export const TRIAL_MS = 30 * SECOND;

/** What is known of one account at the telephone company; the same on all nodes. */
export interface Breaker {
  /** In a row. */
  readonly failures: number;
  /** Null: closed. */
  readonly openedAt: Date | null;
  /** Until when a trial call is under way; null: there is none. */
  readonly trialUntil: Date | null;
}

export const CLOSED: Breaker = { failures: 0, openedAt: null, trialUntil: null };

export type BreakerState = 'closed' | 'open' | 'half-open';

/** May a call be placed: freely, as the trial, or not before so many milliseconds? */
export type Admission =
  { readonly kind: 'go' | 'trial' } | { readonly kind: 'wait'; readonly waitMs: number };

export function stateOf({ openedAt }: Breaker, now: number): BreakerState {
  if (openedAt === null) return 'closed';
  return now >= openedAt.getTime() + OPEN_MS ? 'half-open' : 'open';
}

export function admission(breaker: Breaker, now: number): Admission {
  const { openedAt, trialUntil } = breaker;
  if (openedAt === null) return { kind: 'go' };
  const closedForMs = openedAt.getTime() + OPEN_MS - now;
  if (closedForMs > 0) return { kind: 'wait', waitMs: closedForMs };
  const onTrialMs = trialUntil === null ? 0 : trialUntil.getTime() - now;
  return onTrialMs > 0 ? { kind: 'wait', waitMs: onTrialMs } : { kind: 'trial' };
}

/** The trial call goes out. */
export const onTrial = (breaker: Breaker, now: number): Breaker => ({
  ...breaker,
  trialUntil: new Date(now + TRIAL_MS),
});

/** A call failed through no fault of ours. While it is open only the trial's failure counts. */
export function afterFailure(breaker: Breaker, isTrial: boolean, now: number): Breaker {
  if (breaker.openedAt !== null) {
    return isTrial ? { ...breaker, openedAt: new Date(now), trialUntil: null } : breaker;
  }
  const failures = breaker.failures + 1;
  const openedAt = failures >= FAILURES_TO_OPEN ? new Date(now) : null;
  return { failures, openedAt, trialUntil: null };
}

/** A call was answered. While it is open only the trial's success counts. */
export function afterSuccess(breaker: Breaker, isTrial: boolean): Breaker {
  return breaker.openedAt !== null && !isTrial ? breaker : CLOSED;
}
