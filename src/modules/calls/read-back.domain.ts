import { isStream } from '../agents/agent-reach.domain.js';
import { SECOND, secondsBetween } from '../../common/time.js';
import { begin, change, event, type Step } from './call.domain.js';
import type { Call, EndCause, EndState } from './call.types.js';

/** What Exotel's own record of the call says, some minutes after its end. */
export interface ProviderRecord {
  /** Null while Exotel has not worked it out. */
  readonly endedAt: Date | null;
  readonly cost: number | null;
  readonly recordingUrl: string | null;
  /** Did an agent talk with the caller? */
  readonly talked: boolean;
  readonly talkSeconds: number | null;
}

/** Exotel counts whole seconds, and its clock is not ours. */
const SAME_WITHIN_SECONDS = 5;

type Figures = Pick<
  Call,
  | 'status'
  | 'failureReason'
  | 'endedAt'
  | 'answeredAt'
  | 'waitSeconds'
  | 'ringSeconds'
  | 'talkSeconds'
  | 'wrapUpSeconds'
  | 'duration'
>;

/**
 * Exotel's record confirms the end that a webhook told, or corrects it, and it alone sets the cost.
 * A correction is an event of its own with both versions: ends are final for webhooks only.
 */
export function confirmed(call: Call, record: ProviderRecord, at: Date): Step {
  const corrected = correctedFigures(call, heardByUs(call, record));
  let step = begin(call);
  if (corrected) {
    const before = Object.fromEntries(
      Object.keys(corrected).map((field) => [field, call[field as keyof Figures]]),
    );
    step = { ...step, call: { ...call, ...corrected } };
    step = event(step, 'call.corrected', at, { before, after: corrected });
  }
  const next = change(step, {
    confirmed: true,
    cost: record.cost,
    recordingUrl: record.recordingUrl ?? call.recordingUrl,
    nextLookAt: null,
    looks: call.looks + 1,
    toFold: true,
  });
  return event(next, 'call.confirmed', at, { cost: record.cost });
}

/** A bot's caller was on our own line: Exotel knows no second leg that could have talked. */
function heardByUs(call: Call, record: ProviderRecord): ProviderRecord {
  const last = call.offers.at(-1);
  const isBots = last?.state === 'answered' && isStream(last.dialNumber) && !last.handedOver;
  return isBots ? { ...record, talked: true, talkSeconds: call.talkSeconds } : record;
}

/** What of an end is otherwise by Exotel's record; null when it agrees. */
function correctedFigures(call: Call, record: ProviderRecord): Partial<Figures> | null {
  const end = endOf(call, record);
  const talked = end.status === 'completed';
  const endedAt = nearly(call.endedAt, record.endedAt) ?? call.endedAt;
  const talkSeconds = talked ? (nearlySeconds(call.talkSeconds, record.talkSeconds) ?? 0) : 0;
  const isSame =
    end.status === call.status && endedAt === call.endedAt && talkSeconds === call.talkSeconds;
  if (isSame || !endedAt) return null;
  const answeredAt = talked ? answerTime(call, endedAt, talkSeconds) : null;
  const from = call.receivedAt;
  const figures: Figures = {
    ...end,
    endedAt,
    answeredAt,
    waitSeconds: secondsBetween(from, answeredAt ?? endedAt),
    ringSeconds: secondsBetween(call.offers.at(-1)?.offeredAt, answeredAt ?? endedAt),
    talkSeconds,
    wrapUpSeconds: talked ? call.wrapUpSeconds : 0,
    duration: secondsBetween(from, endedAt),
  };
  return Object.fromEntries(
    Object.entries(figures).filter(([field, value]) => call[field as keyof Figures] !== value),
  );
}

/** Whether somebody talked is Exotel's to say; which of the ends without a talk it was, is not. */
function endOf(
  call: Call,
  { talked }: ProviderRecord,
): { readonly status: EndState; readonly failureReason: EndCause | null } {
  const status = call.status as EndState;
  if (talked) return { status: 'completed', failureReason: 'talked' };
  if (status !== 'completed') return { status, failureReason: call.failureReason };
  return call.offers.length > 0
    ? { status: 'no_answer', failureReason: 'nobody_answered' }
    : { status: 'abandoned', failureReason: 'hung_up_in_wait' };
}

function answerTime(call: Call, endedAt: Date, talkSeconds: number): Date {
  const told = call.offers.at(-1)?.answeredAt;
  if (told && told <= endedAt) return told;
  const since = new Date(endedAt.getTime() - talkSeconds * SECOND);
  return since > call.receivedAt ? since : call.receivedAt;
}

/** Ours while the other is missing or about the same, else the other. */
function nearly(ours: Date | null, theirs: Date | null): Date | null {
  if (!ours || !theirs) return ours ?? theirs;
  const apart = Math.abs(ours.getTime() - theirs.getTime());
  return apart <= SAME_WITHIN_SECONDS * SECOND ? ours : theirs;
}

function nearlySeconds(ours: number | null, theirs: number | null): number | null {
  if (ours === null || theirs === null) return ours ?? theirs;
  return Math.abs(ours - theirs) <= 1 ? ours : theirs;
}
