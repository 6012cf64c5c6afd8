import { MINUTE, SECOND } from '../../common/time.js';
import {
  TALK_LOOK_MS,
  type Step,
  begin,
  ended,
  liveOffer,
  offerEnded,
  queued,
} from '../calls/call.domain.js';
import { confirmed } from '../calls/read-back.domain.js';
import type { Call } from '../calls/call.types.js';
import type { ProviderCall, ProviderCallDetail } from '../telephony/provider.port.js';

/** A second and last look at an ended call, this long after its end (exotel.md 7.6). */
const SECOND_READ_BACK_MS = 10 * MINUTE;
/** An open call that the telephone company never heard of is given up after so long. */
const UNKNOWN_FOR_MS = 20 * MINUTE;

/** What a look at the telephone company's records means for a call. */
export type DecidedLook =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'again'; readonly at: Date | null };
/** Or it is over and we have not heard how: ask for the whole record. */
export type Look = DecidedLook | { readonly kind: 'needs_detail' };

/**
 * What a look at an open call means.
 * @param found the company's record; null when it has none
 */
export function afterLook(call: Call, found: ProviderCall | null, at: Date): Look {
  if (found?.isLive) return { kind: 'again', at: nextLook(call, at) };
  if (found && wasNeverDialled(call)) {
    const cause = 'hung_up_in_wait';
    const ending = { status: 'abandoned', cause, endedAt: call.lastNewsAt } as const;
    return { kind: 'step', step: ended(begin(call), ending, at, 0) };
  }
  if (found) return { kind: 'needs_detail' };
  if (at.getTime() - call.lastNewsAt.getTime() < UNKNOWN_FOR_MS) {
    return { kind: 'again', at: nextLook(call, at) };
  }
  const ending = { status: 'failed', cause: 'provider_failed', endedAt: call.lastNewsAt } as const;
  return { kind: 'step', step: ended(begin(call), ending, at, 0) };
}

/** No agent's number was given out: nobody can have talked. */
const wasNeverDialled = (call: Call): boolean =>
  call.status !== 'connected' &&
  !call.handedTo &&
  call.offerCount === call.offers.length &&
  call.offers.every((offer) => offer.offeredAt === null);

/** What the company's whole record of an ended call means: it confirms or corrects the end. */
export function afterReadBack(call: Call, found: ProviderCallDetail | null, at: Date): DecidedLook {
  const endedAt = call.endedAt ?? at;
  const second = new Date(endedAt.getTime() + SECOND_READ_BACK_MS);
  if (found?.endedAt && (found.price !== null || at >= second)) {
    return { kind: 'step', step: confirmed(call, { ...found, cost: found.price }, at) };
  }
  return { kind: 'again', at: at < second ? second : null };
}

/** An agent is kept for it, and the caller has not come back for it in time. */
export const isKeptInVain = (call: Call): boolean => liveOffer(call)?.state === 'reserved';

/** Gives the agent free whose number was never given out; the call keeps its place in line. */
export function backInLine(call: Call, at: Date): Step {
  return queued(offerEnded(begin(call), 'withdrawn', at), at);
}

/** A call that goes on: sooner again while it waits, later while it talks. */
function nextLook(call: Call, at: Date): Date {
  const isTalking = call.status === 'connected';
  const backOff = Math.min(5 * SECOND * 2 ** Math.min(call.looks, 4), MINUTE);
  return new Date(at.getTime() + (isTalking ? TALK_LOOK_MS : backOff));
}

/** The end of a call that nobody told us of, from the company's whole record. */
export function afterDetail(
  call: Call,
  detail: ProviderCallDetail,
  at: Date,
  wrapUpSeconds: number,
): Step {
  const step = begin(call);
  const { talkSeconds, recordingUrl } = detail;
  // A talk that was answered at a known time ended that much later; else when it was found out.
  const talkEnd =
    detail.endedAt ??
    (call.answeredAt && talkSeconds !== null
      ? new Date(call.answeredAt.getTime() + talkSeconds * SECOND)
      : at);
  const endedAt = talkEnd < at ? talkEnd : at;
  if (detail.talked || call.status === 'connected') {
    const told = { endedAt, talkSeconds, recordingUrl };
    return ended(step, { status: 'completed', cause: 'talked', ...told }, at, wrapUpSeconds);
  }
  const lastSign = { endedAt: call.lastNewsAt, recordingUrl };
  return ended(step, { status: 'abandoned', cause: 'hung_up_in_wait', ...lastSign }, at, 0);
}
