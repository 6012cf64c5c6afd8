import type { CallLogId } from '../../common/ids.js';
import { DAY } from '../../common/time.js';
import { isCounted, type CountedCall } from './contribution.domain.js';

/** A call was the last word when none follows it for so long. */
export const FOLLOW_MS = 7 * DAY;

/** What tells whether calls follow one another. */
export type Contact = { readonly _id: CallLogId } & Pick<
  CountedCall,
  'direction' | 'status' | 'failureReason' | 'phoneNumber' | 'sector' | 'teamId' | 'receivedAt'
>;

/** The same number asks for the same sector; a call of no sector, for its team. */
const askedFor = ({
  phoneNumber,
  sector,
  teamId,
}: Pick<Contact, 'phoneNumber' | 'sector' | 'teamId'>) =>
  JSON.stringify([phoneNumber, sector ?? null, sector === null ? teamId : null]);

/** Does one call follow the other within seven days, about the same? */
export function follows(
  later: Contact,
  earlier: Pick<Contact, 'phoneNumber' | 'sector' | 'teamId' | 'receivedAt'>,
): boolean {
  const pauseMs = later.receivedAt.getTime() - earlier.receivedAt.getTime();
  if (pauseMs <= 0 || pauseMs > FOLLOW_MS || !isCounted(later)) return false;
  return askedFor(later) === askedFor(earlier);
}

/** Are the seven days after a call over, and was it decided what came of them? */
export const isDecided = (call: Pick<Contact, 'receivedAt'>, until: Date | null): boolean =>
  until !== null && call.receivedAt.getTime() + FOLLOW_MS <= until.getTime();

/**
 * Was an answered call the last word? Null for others, for withheld numbers, and until its seven days
 * are over.
 * @param others calls of the same number, itself may be among them
 * @param until up to when seven days count as over
 */
export function firstContactOf(
  call: Contact,
  others: readonly Contact[],
  until: Date | null,
): boolean | null {
  if (call.status !== 'completed' || !isCounted(call)) return null;
  if (call.phoneNumber === null || !isDecided(call, until)) return null;
  return !others.some((other) => follows(other, call));
}
