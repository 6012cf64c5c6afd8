import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { CallLogId, TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import type { Period } from '../../common/period.js';
import { insert, pageOf } from '../../platform/mongo/documents.js';
import type { QualityScoreDocument } from './quality-score.schema.js';
import type { ItemMean, ScoreCount, ScoreFilter } from './quality.types.js';

@Injectable()
export class QualityScoresRepository {
  constructor(@InjectModel('QualityScore') private readonly scores: Model<QualityScoreDocument>) {}

  async insert(session: ClientSession, score: QualityScoreDocument): Promise<void> {
    await insert(this.scores, [score], session);
  }

  /** The newest day first. */
  async list(
    clientId: TenantId,
    filter: ScoreFilter,
    period: Period,
    page: PageRequest,
  ): Promise<Page<QualityScoreDocument>> {
    const match = matchOf(clientId, filter, period);
    return await pageOf(this.scores, match, { day: -1, createdAt: -1 }, page);
  }

  /** How often each score was given, by day, agent, team and scorecard. */
  async counts(clientId: TenantId, filter: ScoreFilter, period: Period): Promise<ScoreCount[]> {
    return await this.scores.aggregate<ScoreCount>([
      { $match: matchOf(clientId, filter, period) },
      {
        $group: {
          _id: {
            day: '$day',
            agentId: '$agentId',
            teamId: '$teamId',
            scorecard: '$scorecard',
            score: '$score',
            hasFailed: { $gt: [{ $size: '$criticalFailures' }, 0] },
          },
          count: { $sum: 1 },
        },
      },
      { $replaceWith: { $mergeObjects: ['$_id', { count: '$count' }] } },
    ]);
  }

  /** The mean of each item where it applied, by scorecard. */
  async items(clientId: TenantId, filter: ScoreFilter, period: Period): Promise<ItemMean[]> {
    return await this.scores.aggregate<ItemMean>([
      { $match: matchOf(clientId, filter, period) },
      { $unwind: '$items' },
      { $match: { 'items.score': { $type: 'number' } } },
      {
        $group: {
          _id: { scorecard: '$scorecard', item: '$items.name' },
          n: { $sum: 1 },
          mean: { $avg: '$items.score' },
        },
      },
      { $sort: { '_id.scorecard': 1, '_id.item': 1 } },
      { $project: { _id: 0, scorecard: '$_id.scorecard', item: '$_id.item', n: 1, mean: 1 } },
    ]);
  }

  /** The scores of these calls, or of all, as the session sees them. */
  async ofCalls(
    session: ClientSession,
    clientId: TenantId,
    callLogIds: readonly CallLogId[] | null,
  ): Promise<Map<CallLogId, number>> {
    const scores = await this.scores
      .find({ clientId, ...(callLogIds && { callLogId: { $in: [...callLogIds] } }) })
      .select({ callLogId: 1, score: 1 })
      .session(session)
      .lean<Pick<QualityScoreDocument, 'callLogId' | 'score'>[]>();
    return new Map(scores.map(({ callLogId, score }) => [callLogId, score]));
  }
}

function matchOf(
  clientId: TenantId,
  filter: ScoreFilter,
  { from, to }: Period,
): Record<string, unknown> {
  const wanted = Object.entries(filter).filter(([, value]) => value !== undefined);
  return { clientId, day: { $gte: from, $lte: to }, ...Object.fromEntries(wanted) };
}
