import { MINUTE, SECOND } from '../../common/time.js';
import {
  begin,
  ended,
  isEnded,
  liveOffer,
  queued,
  offerEnded,
  type Step,
} from '../calls/call.domain.js';
import type { Call } from '../calls/call.types.js';
import type { Hold } from '../heartbeat/presence.schema.js';
import type { QueueEntry } from './queue.schema.js';

/** Combinations that no step makes: each is closed, with a cause, and counted. */
export const IMPOSSIBLE = [
  'agent_holds_ended_call',
  'agent_holds_unknown_call',
  'agent_holds_call_of_another',
  'places_miscounted',
  'offer_past_its_time',
  'offer_without_place',
  'call_waits_without_place',
  'place_without_waiting_call',
] as const;
export type Impossible = (typeof IMPOSSIBLE)[number];

/** What is younger than this may be half seen: between two reads a transaction may have come. */
export const SETTLED_AFTER_MS = 10 * SECOND;
/** An offer whose ring time has been over for so long, although calls without news are looked up. */
const OFFER_OVERDUE_MS = 15 * MINUTE;

/** What is wrong with a place that an agent's live state says is taken; null: nothing. */
export function wrongHold(
  hold: Hold,
  agentId: number,
  call: Call | null,
  nowMs: number,
): Impossible | null {
  if (nowMs - hold.since.getTime() < SETTLED_AFTER_MS) return null;
  if (!call) return 'agent_holds_unknown_call';
  // A call that we placed has no offers: who placed it looks after it.
  if (call.direction !== 'inbound') return null;
  if (isEnded(call)) return isSettled(call, nowMs) ? 'agent_holds_ended_call' : null;
  const offer = liveOffer(call);
  const isIts = offer?.agentId === agentId && offer.id === hold.offerId;
  return isIts || !isSettled(call, nowMs) ? null : 'agent_holds_call_of_another';
}

/**
 * What is wrong with an open incoming call.
 * @param isHeld does the agent of its present offer hold it?
 * @param entry its place in line
 */
export function wrongCall(
  call: Call,
  { isHeld, entry }: { readonly isHeld: boolean; readonly entry: QueueEntry | null },
  nowMs: number,
): Impossible | null {
  if (call.direction !== 'inbound' || isEnded(call) || !isSettled(call, nowMs)) return null;
  if (call.status === 'queued' && !entry) return 'call_waits_without_place';
  const offer = liveOffer(call);
  if (!offer) return null;
  if (!isHeld) return 'offer_without_place';
  const ringEnd = offer.ringUntil?.getTime() ?? Infinity;
  const isOver = offer.state !== 'answered' && nowMs - ringEnd > OFFER_OVERDUE_MS;
  return isOver ? 'offer_past_its_time' : null;
}

/** What is wrong with a place in line. */
export function wrongPlace(entry: QueueEntry, call: Call | null, nowMs: number): Impossible | null {
  if (nowMs - entry.arrivedAt.getTime() < SETTLED_AFTER_MS) return null;
  if (entry.isCallback) return null;
  const waits = call !== null && !isEnded(call) && call.status !== 'connected';
  if (waits || (call && !isSettled(call, nowMs))) return null;
  return 'place_without_waiting_call';
}

const isSettled = (call: Call, nowMs: number): boolean =>
  nowMs - call.updatedAt.getTime() >= SETTLED_AFTER_MS;

/** What puts an open call right: null where the call itself is not what is wrong. */
export function putRight(call: Call, found: Impossible, at: Date): Step | null {
  switch (found) {
    case 'offer_without_place':
      // Nobody is kept for it: it waits on in its old place. Who talks is let talk.
      return call.status === 'connected'
        ? null
        : queued(offerEnded(begin(call), 'withdrawn', at), at);
    case 'offer_past_its_time': {
      const ending = { status: 'failed', cause: 'reconciled', endedAt: call.lastNewsAt } as const;
      return ended(begin(call), ending, at, 0);
    }
    default:
      return null;
  }
}
