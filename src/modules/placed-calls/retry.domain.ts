import { SECOND } from '../../common/time.js';
import type { OutboundCause } from '../calls/outbound-call.types.js';
import { RETRY_REASONS, type BusinessRules, type RetryReason } from '../settings/rules.domain.js';

/** Each pause is lengthened by up to this share of itself, so that calls do not come back at once. */
const JITTER = 0.2;

export type RetryPolicy = BusinessRules['retry'];

/** Is this a reason to try again? */
export const isRetryReason = (cause: OutboundCause | null): cause is RetryReason =>
  (RETRY_REASONS as readonly (string | null)[]).includes(cause);

/**
 * When a call that failed is tried again: first · 2^(attempt − 1), with up to a fifth of jitter, and
 * never longer than the longest pause. Null: not at all.
 * @param attempts how often it was tried again before
 * @param chance in [0, 1)
 */
export function retryAt(
  policy: RetryPolicy,
  cause: OutboundCause | null,
  attempts: number,
  at: Date,
  chance: number,
): Date | null {
  if (!isRetryReason(cause)) return null;
  const { attempts: most, firstDelaySeconds, longestDelaySeconds } = policy[cause];
  if (attempts >= most) return null;
  const seconds = firstDelaySeconds * 2 ** attempts * (1 + JITTER * chance);
  return new Date(at.getTime() + Math.min(seconds, longestDelaySeconds) * SECOND);
}
