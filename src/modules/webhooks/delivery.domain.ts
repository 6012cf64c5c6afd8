import { DAY, HOUR, SECOND } from '../../common/time.js';
import type { Attempt, WebhookDelivery } from './webhooks.types.js';

/** A receiver that takes nothing is tried for so long. */
export const RETRY_FOR_MS = 3 * DAY;
const FIRST_PAUSE_MS = 5 * SECOND;
const GROWTH = 3;
const LONGEST_PAUSE_MS = 6 * HOUR;
/** A fifth more or less, so that those who failed together do not come back together. */
const SPREAD = 0.2;
const ATTEMPTS_KEPT = 30;

type Waiting = Pick<WebhookDelivery, 'lane' | 'nextAttemptAt'>;

/** Does an event of this type belong to one of the patterns `*`, `call.*`, `call.ended`? */
export function fits(type: string, patterns: readonly string[]): boolean {
  return patterns.some(
    (pattern) =>
      pattern === '*' ||
      pattern === type ||
      (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1))),
  );
}

/**
 * What may be sent now: the first of each lane, if its time has come. One that waits holds up its
 * lane and nothing else.
 * @param open by the events' numbers, oldest first
 * @param busy lanes of what is on its way
 */
export function startable<T extends Waiting>(
  open: readonly T[],
  busy: ReadonlySet<string>,
  now: Date,
  places: number,
): T[] {
  return firstOfLanes(open, busy)
    .filter(({ nextAttemptAt }) => nextAttemptAt !== null && nextAttemptAt <= now)
    .slice(0, Math.max(0, places));
}

/** When there is something to send next; null: nothing waits. */
export function nextStart(open: readonly Waiting[], busy: ReadonlySet<string>): Date | null {
  const times = firstOfLanes(open, busy).flatMap(({ nextAttemptAt }) =>
    nextAttemptAt ? [nextAttemptAt.getTime()] : [],
  );
  return times.length === 0 ? null : new Date(Math.min(...times));
}

function firstOfLanes<T extends Waiting>(open: readonly T[], busy: ReadonlySet<string>): T[] {
  const seen = new Set(busy);
  return open.filter(({ lane }) => {
    if (seen.has(lane)) return false;
    seen.add(lane);
    return true;
  });
}

export type Outcome = Pick<
  WebhookDelivery,
  'state' | 'failures' | 'attempts' | 'nextAttemptAt' | 'deliveredAt' | 'parkedAt'
>;

/**
 * What an attempt makes of a delivery: done when it was taken; else tried again after a pause that
 * grows threefold up to six hours, and parked when the last attempt, at `giveUpAt`, failed too.
 * @param isFinal the receiver wants no more: parked at once
 * @param chance in [0, 1)
 */
export function afterAttempt(
  delivery: Pick<WebhookDelivery, 'failures' | 'attempts' | 'giveUpAt'>,
  attempt: Attempt,
  chance: number,
  isFinal = false,
): Outcome {
  const { failures, giveUpAt } = delivery;
  const { at } = attempt;
  const attempts = [...delivery.attempts, attempt].slice(-ATTEMPTS_KEPT);
  if (attempt.error === null) {
    const done = { state: 'delivered', nextAttemptAt: null, deliveredAt: at } as const;
    return { ...done, failures, attempts, parkedAt: null };
  }
  const failed = { failures: failures + 1, attempts, deliveredAt: null };
  if (isFinal || at >= giveUpAt) {
    return { ...failed, state: 'parked', nextAttemptAt: null, parkedAt: at };
  }
  const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * GROWTH ** failures);
  const spread = 1 - SPREAD + 2 * SPREAD * chance;
  const next = Math.min(at.getTime() + pauseMs * spread, giveUpAt.getTime());
  return { ...failed, state: 'pending', nextAttemptAt: new Date(next), parkedAt: null };
}
