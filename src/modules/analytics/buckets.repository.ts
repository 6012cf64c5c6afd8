import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import type { Period } from '../../common/period.js';
import type { AgentKind } from '../agents/agents.types.js';
import type { AgentRecord } from './agent-records.service.js';
import type { BucketDocument, CostDay, Trend } from './bucket.schema.js';
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
import { costKey, costSubject } from './money.domain.js';
import type { AgentServedDay, ServedDay } from './profile-figures.domain.js';
import { MONEY_FIELDS, SUM_FIELDS, type Field, type Totals } from './sums.domain.js';
import { bucketName, nonZero, type Bucket, type Filled } from './tally.domain.js';

const SUM_UP = Object.fromEntries(SUM_FIELDS.map((field) => [field, { $sum: `$${field}` }]));
const SUMS_ONLY = Object.fromEntries(SUM_FIELDS.map((field) => [field, 1 as const]));

/** The added-up figures: an agent's day, a team's day, the trends, and what calls cost. */
@Injectable()
export class BucketsRepository {
  private readonly models: readonly Model<BucketDocument>[];

  constructor(
    @InjectModel('AgentDay') private readonly agentDays: Model<BucketDocument>,
    @InjectModel('TeamDay') private readonly teamDays: Model<BucketDocument>,
    @InjectModel('Trend') private readonly trends: Model<BucketDocument>,
    @InjectModel('CostDay') private readonly costDays: Model<BucketDocument>,
  ) {
    this.models = [agentDays, teamDays, trends, costDays];
  }

  /** Adds differences to their buckets, which are made where there are none. */
  async add(
    session: ClientSession,
    clientId: TenantId,
    differences: readonly Filled[],
    kindOf: ReadonlyMap<AgentId, AgentKind>,
    updatedAt: Date,
  ): Promise<void> {
    for (const model of this.models) {
      const writes = differences
        .filter((bucket) => this.modelOf(bucket) === model)
        .map(({ sums, ...bucket }) => ({
          updateOne: {
            filter: { _id: `${clientId}:${bucketName(bucket)}`, clientId },
            update: {
              $inc: sums,
              $set: { updatedAt },
              $setOnInsert: fieldsOf(bucket, kindOf),
            },
            upsert: true,
          },
        }));
      if (writes.length > 0) {
        await model.collection.bulkWrite(writes as never, { session, ordered: false });
      }
    }
  }

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

  /** What each sector answered on each day. */
  async sectorDays(clientId: TenantId, period: Period): Promise<ServedDay[]> {
    const days = this.trends.collection.find<Trend>(
      matchOf(clientId, { kind: 'sector' }, period) as never,
      { projection: SERVED },
    );
    return await days.map(toServedDay).toArray();
  }

  /** The same of the calls of some agents; null: of all. */
  async sectorAgentDays(
    clientId: TenantId,
    period: Period,
    agentIds: readonly AgentId[] | null,
  ): Promise<AgentServedDay[]> {
    const match = {
      ...matchOf(clientId, { kind: 'sector_agent' }, period),
      ...(agentIds && { agentId: { $in: agentIds } }),
    };
    const days = this.trends.collection.find<Trend & { readonly agentId: AgentId }>(
      match as never,
      { projection: SERVED },
    );
    return await days.map((row) => ({ agentId: row.agentId, ...toServedDay(row) })).toArray();
  }

  /** Every bucket of a tenant, as the session sees it. */
  async *all(clientId: TenantId, session: ClientSession): AsyncGenerator<Filled> {
    for (const model of this.models) {
      const cursor = model.collection.find<BucketDocument>(
        { clientId },
        { session, batchSize: 2000 },
      );
      for await (const document of cursor) yield this.toBucket(model, document);
    }
  }

  private modelFor({ kind, interval = 'day' }: Selection): Model<BucketDocument> {
    return this.modelOf({ kind, interval });
  }

  private modelOf({ kind, interval }: Pick<Bucket, 'kind' | 'interval'>): Model<BucketDocument> {
    if (kind === 'cost') return this.costDays;
    if (interval !== 'day') return this.trends;
    if (kind === 'agent') return this.agentDays;
    return kind === 'team' ? this.teamDays : this.trends;
  }

  /** A stored bucket as what it is for; the collection tells what its fields do not. */
  private toBucket(model: Model<BucketDocument>, document: BucketDocument): Filled {
    const { day, agentId = null, teamId = null } = document;
    const ofDay = { day, interval: 'day', start: null } as const;
    const sums = sumsIn(document, model === this.costDays ? MONEY_FIELDS : SUM_FIELDS);
    if (model === this.agentDays) return { ...ofDay, kind: 'agent', key: null, agentId, sums };
    if (model === this.teamDays) {
      return { ...ofDay, kind: 'team', key: teamId, agentId: null, sums };
    }
    if (model === this.costDays) {
      const { channelId, campaignId, currency } = document as CostDay;
      const key = costKey({
        channelId: channelId ?? null,
        campaignId: campaignId ?? null,
        currency,
      });
      return { ...ofDay, kind: 'cost', key, agentId, sums };
    }
    const { interval, dimension, start, key } = document as Partial<Trend>;
    if (!interval || !dimension) throw new Error(`no bucket: ${document._id}`);
    return {
      kind: dimension,
      day,
      interval,
      start: start ?? null,
      key: key ?? null,
      agentId,
      sums,
    };
  }
}

/** A bucket whose calls were all corrected away is as none. */
const SOMETHING = {
  $or: [{ offered: { $ne: 0 } }, { missedOffers: { $ne: 0 } }, { placedCalls: { $ne: 0 } }],
};

const SERVED = {
  _id: 0,
  agentId: 1,
  key: 1,
  day: 1,
  answered: 1,
  successes: 1,
  talkSeconds: 1,
  holdSeconds: 1,
  wrapUpSeconds: 1,
} as const;

const toServedDay = (row: Trend): ServedDay => ({
  sector: row.key ?? null,
  day: row.day,
  answered: row.answered ?? 0,
  successes: row.successes ?? 0,
  handlingSeconds: (row.talkSeconds ?? 0) + (row.holdSeconds ?? 0) + (row.wrapUpSeconds ?? 0),
});

function sumsIn(document: BucketDocument, fields: readonly Field[]): Partial<Totals> {
  return nonZero(Object.fromEntries(fields.map((field) => [field, document[field] ?? 0])));
}

function fieldsOf(bucket: Bucket, kindOf: ReadonlyMap<AgentId, AgentKind>) {
  const { kind, interval, day, start, key, agentId } = bucket;
  if (kind === 'cost') return { day, agentId, ...costSubject(key ?? '') };
  if (interval === 'day' && kind === 'team') return { day, teamId: key };
  if (interval === 'day' && kind === 'agent') {
    const agentKind = agentId === null ? null : (kindOf.get(agentId) ?? null);
    return { day, agentId, kind: agentKind, memberId: null };
  }
  return { day, interval, dimension: kind, start, key, agentId };
}

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
