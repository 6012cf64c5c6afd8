import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import type { TenantId } from '../../common/ids.js';
import { DAY, HOUR } from '../../common/time.js';
import type { AnswerHistory, Answers } from './dial-ahead.domain.js';
import { LiveAnswersRepository } from './live-answers.repository.js';

/** What came of the calls of campaigns that people answered. */
@Injectable()
export class LiveAnswers {
  constructor(
    private readonly repository: LiveAnswersRepository,
    private readonly clock: Clock,
  ) {}

  /** Counts one answered call, in the transaction that settles it. */
  async count(
    session: ClientSession,
    clientId: TenantId,
    campaignId: string,
    what: keyof Answers,
    at: Date,
  ): Promise<void> {
    const hour = new Date(Math.floor(at.getTime() / HOUR) * HOUR);
    const added = { connected: 0, abandoned: 0, [what]: 1 };
    await this.repository.add(session, clientId, campaignId, hour, added);
  }

  /** In whole hours: an hour that lies in a span with a part of it counts as a whole. */
  async of(clientId: TenantId, campaignId: string): Promise<AnswerHistory> {
    const now = this.clock.now();
    const from = (ms: number): Date => new Date(now - ms - HOUR);
    const hours = await this.repository.since(clientId, campaignId, from(30 * DAY));
    const sum = (since: Date): Answers =>
      hours
        .filter(({ hour }) => hour > since)
        .reduce(
          (total, { connected, abandoned }) => ({
            connected: total.connected + connected,
            abandoned: total.abandoned + abandoned,
          }),
          { connected: 0, abandoned: 0 },
        );
    return { last24Hours: sum(from(DAY)), last30Days: sum(from(30 * DAY)) };
  }
}
