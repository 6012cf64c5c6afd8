import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { CallLogId, TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import type { Period } from '../../common/period.js';
import { insert, pageOf } from '../../platform/mongo/documents.js';
import type { SatisfactionDocument } from './satisfaction.schema.js';
import type { AnswerCount, AnswerFilter, CallAnswer } from './satisfaction.types.js';

@Injectable()
export class SatisfactionRepository {
  constructor(@InjectModel('Satisfaction') private readonly answers: Model<SatisfactionDocument>) {}

  async insert(session: ClientSession, answer: SatisfactionDocument): Promise<void> {
    await insert(this.answers, [answer], session);
  }

  /** Adds to an answer what it does not say yet; null where the call has none, or says it already. */
  async complete(
    session: ClientSession,
    clientId: TenantId,
    callLogId: CallLogId,
    { csat, nps }: CallAnswer,
  ): Promise<SatisfactionDocument | null> {
    const missing = csat === null ? { nps: null } : { csat: null };
    const given = csat === null ? { nps } : { csat };
    return await this.answers
      .findOneAndUpdate(
        { clientId, callLogId, source: 'keypad', ...missing },
        { $set: given },
        { session, returnDocument: 'after' },
      )
      .lean<SatisfactionDocument>();
  }

  /** The newest day first. */
  async list(
    clientId: TenantId,
    filter: AnswerFilter,
    period: Period,
    page: PageRequest,
  ): Promise<Page<SatisfactionDocument>> {
    const match = matchOf(clientId, filter, period);
    return await pageOf(this.answers, match, { day: -1, createdAt: -1 }, page);
  }

  /** How often each answer was given, by day, agent, team and channel. */
  async counts(clientId: TenantId, filter: AnswerFilter, period: Period): Promise<AnswerCount[]> {
    return await this.answers.aggregate<AnswerCount>([
      { $match: matchOf(clientId, filter, period) },
      {
        $group: {
          _id: {
            day: '$day',
            agentId: '$agentId',
            teamId: '$teamId',
            channelId: '$channelId',
            csat: '$csat',
            nps: '$nps',
          },
          count: { $sum: 1 },
        },
      },
      { $replaceWith: { $mergeObjects: ['$_id', { count: '$count' }] } },
    ]);
  }

  /** The answers to these calls, or to all, as the session sees them. */
  async ofCalls(
    session: ClientSession,
    clientId: TenantId,
    callLogIds: readonly CallLogId[] | null,
  ): Promise<Map<CallLogId, CallAnswer>> {
    const answers = await this.answers
      .find({ clientId, ...(callLogIds && { callLogId: { $in: [...callLogIds] } }) })
      .select({ callLogId: 1, csat: 1, nps: 1 })
      .session(session)
      .lean<Pick<SatisfactionDocument, 'callLogId' | 'csat' | 'nps'>[]>();
    return new Map(answers.map(({ callLogId, csat, nps }) => [callLogId, { csat, nps }]));
  }
}

function matchOf(
  clientId: TenantId,
  filter: AnswerFilter,
  { from, to }: Period,
): Record<string, unknown> {
  const wanted = Object.entries(filter).filter(([, value]) => value !== undefined);
  return { clientId, day: { $gte: from, $lte: to }, ...Object.fromEntries(wanted) };
}
