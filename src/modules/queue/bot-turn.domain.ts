import { isStream } from '../agents/agent-reach.domain.js';
import {
  answered,
  begin,
  ended,
  handedOver,
  isEnded,
  liveOffer,
  offerEnded,
  talkEnded,
  type Step,
} from '../calls/call.domain.js';
import type { Call } from '../calls/call.types.js';
import type { OfferId } from '../../common/ids.js';
import type { TurnEnd } from '../media/stream-flow.port.js';

/** Did the last agent of a connected call leave it, and was that a bot? */
export function isServedByBot(call: Call): boolean {
  const last = call.offers.at(-1);
  return call.status === 'connected' && last?.endedAt != null && isStream(last.dialNumber);
}

/** The bot's stream and the caller's are joined; null when its turn is over. */
export function afterJoin(call: Call, offerId: OfferId, at: Date): Step | null {
  const offer = liveOffer(call);
  if (isEnded(call) || offer?.id !== offerId || offer.state === 'answered') return null;
  return answered(begin(call), at);
}

export interface TurnMove {
  readonly step: Step;
  readonly wantsAgent: boolean;
}

/** How a bot's turn at a call ended; null when it is over already. */
export function afterTurn(
  call: Call,
  offerId: OfferId,
  end: TurnEnd,
  at: Date,
  wrapUpSeconds: number,
): TurnMove | null {
  if (isEnded(call) || liveOffer(call)?.id !== offerId) return null;
  const step = begin(call);
  const isTalk = call.status === 'connected';
  switch (end.kind) {
    case 'hung_up': {
      const ending = isTalk
        ? ({ status: 'completed', cause: 'talked' } as const)
        : ({ status: 'abandoned', cause: 'caller_hung_up' } as const);
      return {
        step: ended(step, { ...ending, endedAt: at }, at, wrapUpSeconds),
        wantsAgent: false,
      };
    }
    case 'done':
      return {
        step: isTalk ? talkEnded(step, at) : offerEnded(step, 'failed', at),
        wantsAgent: false,
      };
    case 'failed':
      return isTalk
        ? { step: handedOver(step, {}, at), wantsAgent: true }
        : { step: offerEnded(step, 'failed', at), wantsAgent: false };
    case 'handed_over':
      return isTalk
        ? { step: handedOver(step, end.need, at), wantsAgent: true }
        : { step: offerEnded(step, 'failed', at), wantsAgent: false };
  }
}
