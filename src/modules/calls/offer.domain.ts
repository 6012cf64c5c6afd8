import { begin, isEnded, liveOffer, offerDecided, type Step } from './call.domain.js';
import type { Call, OfferDecision } from './call.types.js';
import type { OfferId } from '../../common/ids.js';

/** What a person's word about an offer means. */
export type Verdict =
  | { readonly kind: 'step'; readonly step: Step }
  /** It has said so before. */
  | { readonly kind: 'same' }
  | { readonly kind: 'expired' };

/**
 * Judges what a person says of an offer. The last word counts, but a no is final: the call is
 * looking for somebody else. An answered phone has accepted, whatever is said after it.
 */
export function judge(call: Call, offerId: OfferId, decision: OfferDecision, at: Date): Verdict {
  const offer = liveOffer(call);
  if (isEnded(call) || offer?.id !== offerId) return { kind: 'expired' };
  if (offer.decision === decision) return { kind: 'same' };
  if (offer.state === 'answered') {
    return { kind: decision === 'accepted' ? 'same' : 'expired' };
  }
  const isLate = offer.ringUntil !== null && offer.ringUntil <= at;
  if (isLate || offer.decision === 'rejected') return { kind: 'expired' };
  return { kind: 'step', step: offerDecided(begin(call), decision, at) };
}
