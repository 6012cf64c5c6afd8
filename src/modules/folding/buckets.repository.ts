import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import type { Period } from '../../common/period.js';
import type { AgentKind } from '../agents/agents.types.js';
import type { BucketDocument, CostDay, Trend } from './bucket.schema.js';
import { costKey, costSubject } from '../call-figures/money.domain.js';
import type { AgentServedDay, ServedDay } from './profile-figures.domain.js';
import { MONEY_FIELDS, SUM_FIELDS, type Field, type Totals } from '../call-figures/sums.domain.js';
import { bucketName, nonZero, type Bucket, type Filled } from '../call-figures/tally.domain.js';

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

  /** What each sector answered on each day. */
  async sectorDays(clientId: TenantId, period: Period): Promise<ServedDay[]> {
    const days = this.trends.collection.find<Trend>(ofDays(clientId, 'sector', period) as never, {
      projection: SERVED,
    });
    return await days.map(toServedDay).toArray();
  }

  /** The same of the calls of some agents; null: of all. */
  async sectorAgentDays(
    clientId: TenantId,
    period: Period,
    agentIds: readonly AgentId[] | null,
  ): Promise<AgentServedDay[]> {
    const match = {
      ...ofDays(clientId, 'sector_agent', period),
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

const ofDays = (
  clientId: TenantId,
  dimension: 'sector' | 'sector_agent',
  { from, to }: Period,
) => ({
  clientId,
  interval: 'day',
  dimension,
  day: { $gte: from, $lte: to },
});

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
