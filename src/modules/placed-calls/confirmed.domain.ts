import { MINUTE } from '../../common/time.js';
import type { OutboundCall } from '../calls/outbound-call.types.js';
import { startOf, tell, type DialStep } from './dial.domain.js';

const SECOND_READ_BACK_MS = 10 * MINUTE;

/** What the telephone company's record of the ended call adds; null: not worked out yet. */
export interface ReadBack {
  readonly endedAt: Date | null;
  readonly cost: number | null;
  readonly recordingUrl: string | null;
  readonly talkSeconds: number | null;
}

/** Its own record confirms the end that was told, and sets the cost. */
export function readBack(call: OutboundCall, record: ReadBack | null, at: Date): DialStep {
  const second = new Date((call.endedAt ?? at).getTime() + SECOND_READ_BACK_MS);
  const isWorkedOut = record?.endedAt && (record.cost !== null || at >= second);
  if (!isWorkedOut) {
    const newsDueAt = at < second ? second : null;
    return startOf({ ...call, newsDueAt, looks: call.looks + 1 });
  }
  const told = { talkSeconds: call.talkSeconds };
  const theirs = { talkSeconds: call.status === 'completed' ? record.talkSeconds : 0 };
  const isOther =
    theirs.talkSeconds !== null && Math.abs(theirs.talkSeconds - (call.talkSeconds ?? 0)) > 1;
  let step = startOf({
    ...call,
    confirmed: true,
    cost: record.cost,
    toFold: true,
    recordingUrl: record.recordingUrl ?? call.recordingUrl,
    newsDueAt: null,
    looks: call.looks + 1,
    ...(isOther && theirs),
  });
  if (isOther) step = tell(step, 'call.corrected', at, { before: told, after: theirs });
  return tell(step, 'call.confirmed', at, { cost: record.cost });
}
