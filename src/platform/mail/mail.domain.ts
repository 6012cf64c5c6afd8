import { DAY, HOUR, MINUTE } from '../../common/time.js';

const FIRST_PAUSE_MS = MINUTE;
const LONGEST_PAUSE_MS = 6 * HOUR;
/** An e-mail older than this is given up. */
const PATIENCE_MS = 3 * DAY;

/** The pause after so many failures: one minute, doubled each time, six hours at the most. */
export function pauseAfter(attempts: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, attempts - 1));
}

/**
 * When to try again after a failure; null to give up: the server said that it never will take it
 * (5xx, RFC 5321, 4.2.1), or it has been tried for three days.
 */
export function nextTry(
  failure: { readonly attempts: number; readonly smtpCode: number | undefined },
  createdAtMs: number,
  nowMs: number,
): number | null {
  if ((failure.smtpCode ?? 0) >= 500) return null;
  const nextMs = nowMs + pauseAfter(failure.attempts);
  return nextMs - createdAtMs > PATIENCE_MS ? null : nextMs;
}
