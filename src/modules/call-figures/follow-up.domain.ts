import type { CallLogId } from '../../common/ids.js';
import { DAY } from '../../common/time.js';
import { isCounted, type CountedCall } from './contribution.domain.js';
import type { Contribution } from './tally.domain.js';

/** A call was the last word when none follows it for so long. */
export const FOLLOW_MS = 7 * DAY;

/** What tells whether calls follow one another. */
export interface Contact extends Pick<
  CountedCall,
  'status' | 'phoneNumber' | 'sector' | 'teamId' | 'receivedAt'
> {
  readonly _id: CallLogId;
  readonly isCounted: boolean;
}

type ContactFields = Omit<Contact, 'isCounted'> & Pick<CountedCall, 'direction' | 'failureReason'>;

/** A call as its record has it now. */
export function contactOf(call: ContactFields): Contact {
  const { _id, status, phoneNumber, sector, teamId, receivedAt } = call;
  return { _id, status, phoneNumber, sector, teamId, receivedAt, isCounted: isCounted(call) };
}

/** What the figures know of a call that was folded. */
interface FoldedPart {
  readonly callLogId: CallLogId;
  readonly receivedAt: Date;
  readonly sector: Contact['sector'];
  readonly teamId: Contact['teamId'];
  readonly outcome: Contact['status'];
  readonly folded: readonly Contribution[];
}

/** Contacts by number. */
export type Contacts = ReadonlyMap<string, readonly Contact[]>;

/** The contacts of each number; those of withheld ones are nobody's. */
export function byNumber(contacts: readonly Contact[]): Contacts {
  const all = new Map<string, Contact[]>();
  for (const contact of contacts) {
    if (contact.phoneNumber === null) continue;
    const known = all.get(contact.phoneNumber) ?? [];
    all.set(contact.phoneNumber, known);
    known.push(contact);
  }
  return all;
}

/** The parts of each call. */
export function partsByCall<Part extends FoldedPart>(
  parts: readonly Part[],
): ReadonlyMap<CallLogId, readonly Part[]> {
  const byCall = new Map<CallLogId, Part[]>();
  for (const part of parts)
    byCall.set(part.callLogId, [...(byCall.get(part.callLogId) ?? []), part]);
  return byCall;
}

/** A call as the figures know it: null as long as they know nothing of it. */
export function foldedContactOf(call: Contact, parts: readonly FoldedPart[]): Contact | null {
  const [part] = parts;
  if (!part) return null;
  const { receivedAt, sector, teamId, outcome: status } = part;
  const wasCounted = parts.some(({ folded }) => folded.some(({ sums }) => (sums.offered ?? 0) > 0));
  return { ...call, receivedAt, sector, teamId, status, isCounted: wasCounted };
}

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
  if (pauseMs <= 0 || pauseMs > FOLLOW_MS || !later.isCounted) return false;
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
  if (call.status !== 'completed' || !call.isCounted) return null;
  if (call.phoneNumber === null || !isDecided(call, until)) return null;
  return !others.some((other) => follows(other, call));
}
