import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import type { Answers } from './dial-ahead.domain.js';
import type { AnswersOfHour } from './live-answers.schema.js';

@Injectable()
export class LiveAnswersRepository {
  constructor(@InjectModel('AnswersOfHour') private readonly answers: Model<AnswersOfHour>) {}

  async add(
    session: ClientSession,
    clientId: TenantId,
    campaignId: string,
    hour: Date,
    added: Answers,
  ): Promise<void> {
    await this.answers.updateOne(
      { _id: `${campaignId}:${hour.toISOString()}`, clientId },
      { $inc: added, $setOnInsert: { campaignId, hour } },
      { session, upsert: true },
    );
  }

  /** By hour, from one on. */
  async since(
    clientId: TenantId,
    campaignId: string,
    from: Date,
  ): Promise<Pick<AnswersOfHour, 'hour' | 'connected' | 'abandoned'>[]> {
    return await this.answers
      .find({ clientId, campaignId, hour: { $gt: from } })
      .select({ _id: 0, hour: 1, connected: 1, abandoned: 1 })
      .lean<AnswersOfHour[]>();
  }
}
