import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { OfferId } from '../../common/ids.js';
import type { Principal } from '../../platform/http/auth.decorators.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import type { Call, Offer, OfferDecision } from './call.types.js';
import { CallErrors, StaleCallError } from './calls.errors.js';
import { CallsService } from './calls.service.js';
import { judge } from './offer.domain.js';

/** An offer, and the call that it is of. */
export interface DecidedOffer {
  readonly call: Call;
  readonly offer: Offer;
}

const ATTEMPTS = 12;

/** What agents' people say of the calls that they are offered. */
@Injectable()
export class OffersService {
  constructor(
    private readonly calls: CallsService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * Notes a decision. An accepted call still has to be picked up; a rejected one moves on at
   * Exotel's next question, never to the same agent again. Said twice, it is as said once.
   * @throws CallErrors.OFFER_NOT_FOUND also for an offer to somebody else, but for admins;
   * CallErrors.OFFER_EXPIRED when it was withdrawn, missed, rejected, or its time is over
   */
  async decide(me: Principal, offerId: OfferId, decision: OfferDecision): Promise<DecidedOffer> {
    for (let attempt = 1; ; attempt += 1) {
      const call = await this.calls.findByOffer(me.clientId, offerId);
      const offer = call?.offers.findLast(({ id }) => id === offerId);
      if (!call || !offer) throw CallErrors.OFFER_NOT_FOUND();
      if (offer.agentId !== me.agentId && me.role !== 'admin') throw CallErrors.OFFER_NOT_FOUND();
      const verdict = judge(call, offerId, decision, this.clock.date());
      if (verdict.kind === 'expired') throw CallErrors.OFFER_EXPIRED();
      if (verdict.kind === 'same') return { call, offer };
      try {
        const stored = await this.transactions.run((session) =>
          this.calls.store(session, call, verdict.step, 0),
        );
        this.calls.announce(stored);
        return { call: stored.call, offer: stored.call.offers.at(-1) ?? offer };
      } catch (error) {
        // The telephone was faster: what it told may have changed everything.
        if (!(error instanceof StaleCallError) || attempt === ATTEMPTS) throw error;
      }
    }
  }
}
