import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import type { Period } from '../../common/period.js';
import { MONEY_FIELDS, SUM_FIELDS } from '../call-figures/sums.domain.js';
import type { BucketDocument } from '../folding/bucket.schema.js';
import type { AgentRecord } from './agent-records.service.js';
import type {
  CostBy,
  CostSums,
  DaySums,
  Selection,
  SlotSums,
  Subject,
  SubjectDaySums,
  SubjectSums,
} from './figures.types.js';

const SUM_UP = Object.fromEntries(SUM_FIELDS.map((field) => [field, { $sum: `$${field}` }]));
const SUMS_ONLY = Object.fromEntries(SUM_FIELDS.map((field) => [field, 1 as const]));

/** Every query of the folded figures: an agent's day, a team's day, the trends, and what calls cost. */
@Injectable()
export class FiguresRepository {
  constructor(
    @InjectModel('AgentDay') private readonly agentDays: Model<BucketDocument>,
    @InjectModel('TeamDay') private readonly teamDays: Model<BucketDocument>,
    @InjectModel('Trend') private readonly trends: Model<BucketDocument>,
    @InjectModel('CostDay') private readonly costDays: Model<BucketDocument>,
  ) {}

  /** The days of a selection that have any call, the oldest first. */
  async byDay(clientId: TenantId, selection: Selection, period: Period): Promise<DaySums[]> {
    return await this.modelFor(selection).aggregate<DaySums>([
      { $match: matchOf(clientId, selection, period) },
      { $group: { _id: '$day', ...SUM_UP } },
      { $match: SOMETHING },
      { $sort: { _id: 1 } },
      { $project: { _id: 0, day: '$_id', ...SUMS_ONLY } },
    ]);
  }

  /** The quarters, hours or days of a selection that have any call, the oldest first. */
  async bySlot(clientId: TenantId, selection: Selection, period: Period): Promise<SlotSums[]> {
    return await this.modelFor(selection).aggregate<SlotSums>([
      { $match: matchOf(clientId, selection, period) },
      { $group: { _id: { day: '$day', start: '$start' }, ...SUM_UP } },
      { $match: SOMETHING },
      { $sort: { '_id.day': 1, '_id.start': 1 } },
      {
        $project: {
          _id: 0,
          day: '$_id.day',
          start: { $ifNull: ['$_id.start', null] },
          ...SUMS_ONLY,
        },
      },
    ]);
  }

  /** Every subject of a selection with its sums over the period, the busiest first. */
  async bySubject(
    clientId: TenantId,
    selection: Selection,
    period: Period,
    subject: Subject,
  ): Promise<SubjectSums[]> {
    return await this.modelFor(selection).aggregate<SubjectSums>([
      { $match: matchOf(clientId, selection, period) },
      { $group: { _id: `$${subject}`, ...SUM_UP } },
      { $match: SOMETHING },
      { $sort: { answered: -1, offered: -1, _id: 1 } },
      { $project: { _id: 0, subject: '$_id', ...SUMS_ONLY } },
    ]);
  }

  /** The days of some subjects, the oldest first. */
  async daysOf(
    clientId: TenantId,
    selection: Selection,
    period: Period,
    subject: Subject,
    subjects: readonly SubjectSums['subject'][],
  ): Promise<SubjectDaySums[]> {
    if (subjects.length === 0) return [];
    return await this.modelFor(selection).aggregate<SubjectDaySums>([
      { $match: { ...matchOf(clientId, selection, period), [subject]: { $in: [...subjects] } } },
      { $group: { _id: { subject: `$${subject}`, day: '$day' }, ...SUM_UP } },
      { $match: SOMETHING },
      { $sort: { '_id.day': 1 } },
      { $project: { _id: 0, subject: '$_id.subject', day: '$_id.day', ...SUMS_ONLY } },
    ]);
  }

  /** What each agent's answered calls of each sector or team came to. */
  async agentRecords(
    clientId: TenantId,
    kind: 'sector_agent' | 'team_agent',
    period: Period,
  ): Promise<(AgentRecord & { readonly key: string | null })[]> {
    return await this.trends.aggregate<AgentRecord & { readonly key: string | null }>([
      { $match: { ...matchOf(clientId, { kind }, period), answered: { $gt: 0 } } },
      {
        $group: {
          _id: { agentId: '$agentId', key: '$key' },
          calls: { $sum: '$answered' },
          successes: { $sum: '$successes' },
          talk: { $sum: '$talkSeconds' },
          hold: { $sum: '$holdSeconds' },
          wrapUp: { $sum: '$wrapUpSeconds' },
          squares: { $sum: '$handleSquares' },
        },
      },
      {
        $project: {
          _id: 0,
          agentId: '$_id.agentId',
          key: { $ifNull: ['$_id.key', null] },
          calls: 1,
          successes: 1,
          sum: { $add: ['$talk', '$hold', '$wrapUp'] },
          squares: 1,
        },
      },
    ]);
  }

  /** What calls cost and brought over the period, the dearest first; days in their order. */
  async costs(
    clientId: TenantId,
    filter: Readonly<Record<string, unknown>>,
    { from, to }: Period,
    by: CostBy | null,
  ): Promise<CostSums[]> {
    const wanted = Object.entries(filter).filter(([, value]) => value !== undefined);
    return await this.costDays.aggregate<CostSums>([
      { $match: { clientId, day: { $gte: from, $lte: to }, ...Object.fromEntries(wanted) } },
      {
        $group: {
          _id: { subject: by === null ? null : `$${by}`, currency: '$currency' },
          ...Object.fromEntries(MONEY_FIELDS.map((field) => [field, { $sum: `$${field}` }])),
        },
      },
      { $match: { calls: { $ne: 0 } } },
      {
        $project: {
          _id: 0,
          subject: { $ifNull: ['$_id.subject', null] },
          currency: '$_id.currency',
          ...Object.fromEntries(MONEY_FIELDS.map((field) => [field, 1 as const])),
          spent: { $add: ['$callCost', '$agentCost'] },
        },
      },
      { $sort: by === 'day' ? { subject: 1 } : { spent: -1, calls: -1, subject: 1 } },
      { $unset: 'spent' },
    ]);
  }

  private modelFor({ kind, interval = 'day' }: Selection): Model<BucketDocument> {
    if (interval !== 'day') return this.trends;
    if (kind === 'agent') return this.agentDays;
    return kind === 'team' ? this.teamDays : this.trends;
  }
}

/** A bucket whose calls were all corrected away is as none. */
const SOMETHING = {
  $or: [{ offered: { $ne: 0 } }, { missedOffers: { $ne: 0 } }, { placedCalls: { $ne: 0 } }],
};

function matchOf(
  clientId: TenantId,
  { kind, interval = 'day', key, agentId }: Selection,
  { from, to }: Period,
): Record<string, unknown> {
  const hasOwn = interval === 'day' && (kind === 'agent' || kind === 'team');
  return {
    clientId,
    ...(!hasOwn && { interval, dimension: kind }),
    day: { $gte: from, $lte: to },
    ...(key !== undefined && (hasOwn && kind === 'team' ? { teamId: key } : { key })),
    ...(agentId !== undefined && { agentId }),
  };
}
