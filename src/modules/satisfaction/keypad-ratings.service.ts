import { Injectable } from '@nestjs/common';
import { Log } from '../../platform/logging/log.js';
import { CallsService } from '../calls/calls.service.js';
import type { CallNews } from '../telephony/call-flow.port.js';
import { CallerRatings, type RatingScale } from '../telephony/caller-ratings.port.js';
import { ratingOf } from './rating.domain.js';
import { SatisfactionService } from './satisfaction.service.js';

/** Takes in what callers key in at the end of their calls. */
@Injectable()
export class KeypadRatings extends CallerRatings {
  constructor(
    private readonly calls: CallsService,
    private readonly satisfaction: SatisfactionService,
    private readonly log: Log,
  ) {
    super();
  }

  /** The call is still going on then: its end comes after the last question. */
  async rate({ channel, sid, digits }: CallNews, scale: RatingScale): Promise<void> {
    const said = ratingOf(digits, scale);
    const call = said && (await this.calls.findBySid(channel.clientId, sid));
    if (!said || !call) return;
    const isTaken = await this.satisfaction.keyIn(channel.clientId, call._id, said);
    if (!isTaken) this.log.info('rating of a call that nobody answered', { callLogId: call._id });
  }
}
