import { ApiProperty } from '@nestjs/swagger';
import {
  OFFER_DECISIONS,
  OFFER_STATES,
  type OfferDecision,
  type OfferState,
} from './call.types.js';
import type { DecidedOffer } from './offers.service.js';

export class OfferDto {
  /** @example 0199d2a0-7c1e-7bd0-a5a1-3f5e0c0b9d11 */
  offerId: string;
  callLogId: string;
  /** Whom the call is offered to. @example 17 */
  agentId: number;
  /** 1, 2, 3 … within the call. @example 1 */
  number: number;
  /** What the telephone says. */
  @ApiProperty({ enum: OFFER_STATES, example: 'ringing' })
  state: OfferState;
  /** What the agent said; null while it has said nothing. */
  @ApiProperty({ enum: OFFER_DECISIONS, nullable: true, example: 'accepted' })
  decision: OfferDecision | null;
  /** When the phone stops to ring; null before it has begun. */
  @ApiProperty({ type: Date, nullable: true })
  ringUntil: Date | null;
}

export function toOfferDto({ call, offer }: DecidedOffer): OfferDto {
  const { id: offerId, agentId, number, state, decision = null, ringUntil } = offer;
  return { offerId, callLogId: call._id, agentId, number, state, decision, ringUntil };
}
