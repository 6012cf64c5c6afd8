import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import type { AgentKind } from '../agents/agents.types.js';
import type { BucketDocument } from './bucket.schema.js';
import {
  bucketName,
  type Bucket,
  type BucketKind,
  type Contribution,
} from './contribution.domain.js';
import { NO_SUMS, SUM_FIELDS, type Sums } from './definitions.domain.js';
import type { Period } from '../../common/period.js';

/** Which buckets of a kind: those of one key, of one agent, or all. */
export interface Selection {
  readonly kind: BucketKind;
  readonly key?: string | undefined;
  readonly agentId?: AgentId | undefined;
}

/** What buckets are told apart by in an answer. */
export type Subject = 'agentId' | 'key';

export interface SubjectSums extends Sums {
  readonly subject: AgentId | string | null;
}

export interface DaySums extends Sums {
  readonly day: string;
}

export type SubjectDaySums = SubjectDay & Sums;
interface SubjectDay {
  readonly subject: AgentId | string | null;
  readonly day: string;
}

const SUM_UP = Object.fromEntries(SUM_FIELDS.map((field) => [field, { $sum: `$${field}` }]));
const SUMS_ONLY = Object.fromEntries(SUM_FIELDS.map((field) => [field, 1 as const]));

/** The added-up figures: an agent's day, a team's day, and the trends. */
@Injectable()
export class BucketsRepository {
  constructor(
    @InjectModel('AgentDay') private readonly agentDays: Model<BucketDocument>,
    @InjectModel('TeamDay') private readonly teamDays: Model<BucketDocument>,
    @InjectModel('Trend') private readonly trends: Model<BucketDocument>,
  ) {}

  /** Adds differences to their buckets, which are made where there are none. */
  async add(
    session: ClientSession,
    clientId: TenantId,
    differences: readonly Contribution[],
    kindOf: ReadonlyMap<AgentId, AgentKind>,
    updatedAt: Date,
  ): Promise<void> {
    for (const model of [this.agentDays, this.teamDays, this.trends]) {
      const writes = differences
        .filter(({ kind }) => this.modelOf(kind) === model)
        .map(({ sums, ...bucket }) => ({
          updateOne: {
            filter: { _id: `${clientId}:${bucketName(bucket)}`, clientId },
            update: {
              $inc: { ...NO_SUMS, ...sums },
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
    return await this.modelOf(selection.kind).aggregate<DaySums>([
      { $match: matchOf(clientId, selection, period) },
      { $group: { _id: '$day', ...SUM_UP } },
      { $match: SOMETHING },
      { $sort: { _id: 1 } },
      { $project: { _id: 0, day: '$_id', ...SUMS_ONLY } },
    ]);
  }

  /** Every subject of a selection with its sums over the period, the busiest first. */
  async bySubject(
    clientId: TenantId,
    selection: Selection,
    period: Period,
    subject: Subject,
  ): Promise<SubjectSums[]> {
    return await this.modelOf(selection.kind).aggregate<SubjectSums>([
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
    return await this.modelOf(selection.kind).aggregate<SubjectDaySums>([
      { $match: { ...matchOf(clientId, selection, period), [subject]: { $in: [...subjects] } } },
      { $group: { _id: { subject: `$${subject}`, day: '$day' }, ...SUM_UP } },
      { $match: SOMETHING },
      { $sort: { '_id.day': 1 } },
      { $project: { _id: 0, subject: '$_id.subject', day: '$_id.day', ...SUMS_ONLY } },
    ]);
  }

  /** Every bucket of a tenant, as the session sees it. */
  async *all(clientId: TenantId, session: ClientSession): AsyncGenerator<Bucket & { sums: Sums }> {
    for (const model of [this.agentDays, this.teamDays, this.trends]) {
      const cursor = model.find({ clientId }).session(session).lean<BucketDocument>().cursor();
      for await (const document of cursor) yield toBucket(document);
    }
  }

  private modelOf(kind: BucketKind): Model<BucketDocument> {
    if (kind === 'agent') return this.agentDays;
    return kind === 'team' ? this.teamDays : this.trends;
  }
}

/** A bucket whose calls were all corrected away is as none. */
const SOMETHING = { $or: [{ offered: { $ne: 0 } }, { missedOffers: { $ne: 0 } }] };

function fieldsOf(bucket: Bucket, kindOf: ReadonlyMap<AgentId, AgentKind>) {
  const { kind, day, key, agentId } = bucket;
  if (kind === 'team') return { day, teamId: key };
  if (kind === 'agent') {
    const agentKind = agentId === null ? null : (kindOf.get(agentId) ?? null);
    return { day, agentId, kind: agentKind, memberId: null };
  }
  return { day, interval: 'day', dimension: kind, key, agentId };
}

function matchOf(
  clientId: TenantId,
  { kind, key, agentId }: Selection,
  { from, to }: Period,
): Record<string, unknown> {
  return {
    clientId,
    ...(kind !== 'agent' && kind !== 'team' && { interval: 'day', dimension: kind }),
    day: { $gte: from, $lte: to },
    ...(key !== undefined && (kind === 'team' ? { teamId: key } : { key })),
    ...(agentId !== undefined && { agentId }),
  };
}

/** A stored bucket as what it is for; the collection tells what its fields do not. */
function toBucket(document: BucketDocument): Bucket & { sums: Sums } {
  const { day, agentId = null, teamId, key = null } = document;
  const sums = Object.fromEntries(SUM_FIELDS.map((field) => [field, document[field]])) as never;
  if (teamId) return { kind: 'team', day, key: teamId, agentId: null, sums };
  const { dimension } = document as { dimension?: BucketKind };
  return { kind: dimension ?? 'agent', day, key: dimension ? key : null, agentId, sums };
}
