import { MINUTE, SECOND } from '../../common/time.js';
import type { OutboundCall } from '../calls/outbound-call.types.js';
import type { PlacedCallDetails } from '../telephony/outbound-provider.port.js';
import type { Ending } from './dial.domain.js';
import { endingOf } from './ending.domain.js';

/** What a look at the telephone company's record of a live call means. */
export type Look =
  | { readonly kind: 'again'; readonly at: Date }
  | { readonly kind: 'over'; readonly ending: Ending }
  /** It does not know the call, and did not for long. */
  | { readonly kind: 'lost' };

/** A call that it does not know (yet) is given up after so long. */
const UNKNOWN_FOR_MS = 20 * MINUTE;
/** Whether there was a conversation is worked out by then (exotel.md 1.4). */
const WORKED_OUT_MS = 3 * MINUTE;
const TALK_LOOK_MS = 5 * MINUTE;
const FIRST_PAUSE_MS = 5 * SECOND;

export function lookOf(call: OutboundCall, details: PlacedCallDetails | null, at: Date): Look {
  const again = (ms: number): Look => ({ kind: 'again', at: new Date(at.getTime() + ms) });
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(call.looks, 4), MINUTE);
  const startedAt = call.startedAt ?? call.createdAt;
  if (!details) {
    const isLost = at.getTime() - startedAt.getTime() >= UNKNOWN_FOR_MS;
    return isLost ? { kind: 'lost' } : again(pauseMs);
  }
  if (details.isLive) return again(call.status === 'connected' ? TALK_LOOK_MS : pauseMs);
  const endedAt = details.endedAt !== null && details.endedAt < at ? details.endedAt : at;
  const ending = endingOf(call.way, details, endedAt);
  if (ending) return { kind: 'over', ending };
  const { talkSeconds, recordingUrl } = details;
  if (call.status === 'connected') {
    const talked = { status: 'completed', cause: null, outcome: 'talked' } as const;
    return { kind: 'over', ending: { ...talked, endedAt, talkSeconds, recordingUrl } };
  }
  const isWorkedOut =
    details.endedAt !== null || at.getTime() - call.lastNewsAt.getTime() > WORKED_OUT_MS;
  if (!isWorkedOut) return again(pauseMs);
  // Whether its phone rang at all, nobody knows where the line of its agent just ended.
  const result = call.way === 'agent_line' ? 'canceled' : 'no_answer';
  const silent = { status: result, cause: result, outcome: 'none' } as const;
  return { kind: 'over', ending: { ...silent, endedAt, talkSeconds: 0, recordingUrl } };
}
