import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { AgentId, CallLogId, TeamId, TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { insert } from '../../platform/mongo/documents.js';
import type { AgentMetric } from './agent-metric.schema.js';
import type { Contribution } from './tally.domain.js';

/** An agent's answered calls that asked for a sector or a team. */
export interface AgentRecord {
  readonly agentId: AgentId;
  readonly sector: string | null;
  readonly teamId: TeamId | null;
  readonly calls: number;
  readonly successes: number;
  /** Of handle times (talk, hold, wrap-up) in seconds. */
  readonly sum: number;
  /** Of their squares. */
  readonly squares: number;
}

/** What of a part stands in the buckets. */
export type FoldedPart = Pick<
  AgentMetric,
  '_id' | 'callLogId' | 'folded' | 'receivedAt' | 'sector' | 'teamId' | 'outcome'
>;

/** What of a part tells what its call cost. */
export type CostPart = Pick<AgentMetric, 'callLogId' | 'receivedAt' | 'folded'> &
  Partial<Pick<AgentMetric, 'direction'>>;

/** Agents' parts of finished calls, each with what of it was folded. */
@Injectable()
export class AgentMetricsRepository {
  constructor(@InjectModel('AgentMetric') private readonly metrics: Model<AgentMetric>) {}

  /** The stored parts of these calls, as the transaction sees them. */
  async foldedOf(
    session: ClientSession,
    clientId: TenantId,
    callLogIds: readonly CallLogId[],
  ): Promise<FoldedPart[]> {
    if (callLogIds.length === 0) return [];
    return await this.metrics
      .find({ clientId, callLogId: { $in: [...callLogIds] } })
      .select({ callLogId: 1, folded: 1, receivedAt: 1, sector: 1, teamId: 1, outcome: 1 })
      .session(session)
      .lean<FoldedPart[]>();
  }

  /** Stores parts in place of those that there were. */
  async store(
    session: ClientSession,
    clientId: TenantId,
    parts: readonly AgentMetric[],
    known: ReadonlySet<string>,
  ): Promise<void> {
    const writes = parts
      .filter((part) => known.has(part._id))
      .map((part) => ({
        replaceOne: { filter: { _id: part._id, clientId }, replacement: part },
      }));
    await insert(
      this.metrics,
      parts.filter((part) => !known.has(part._id)),
      session,
    );
    if (writes.length > 0) await this.metrics.collection.bulkWrite(writes as never, { session });
  }

  /** The answered calls of a time, added up by who took them and what they asked for. */
  async records(clientId: TenantId, from: Date, to: Date): Promise<AgentRecord[]> {
    const seconds = { $add: ['$talkSeconds', '$holdSeconds', { $ifNull: ['$wrapUpSeconds', 0] }] };
    return await this.metrics.aggregate<AgentRecord>([
      {
        $match: {
          clientId,
          receivedAt: { $gte: from, $lt: to },
          direction: { $ne: 'outbound' },
          outcome: 'completed',
          agentId: { $type: 'number' },
          talkSeconds: { $type: 'number' },
          holdSeconds: { $type: 'number' },
        },
      },
      {
        $group: {
          _id: { agentId: '$agentId', sector: '$sector', teamId: '$teamId' },
          calls: { $sum: 1 },
          successes: { $sum: { $cond: ['$success', 1, 0] } },
          sum: { $sum: seconds },
          squares: { $sum: { $pow: [seconds, 2] } },
        },
      },
      {
        $project: {
          _id: 0,
          agentId: '$_id.agentId',
          sector: { $ifNull: ['$_id.sector', null] },
          teamId: { $ifNull: ['$_id.teamId', null] },
          calls: 1,
          successes: 1,
          sum: 1,
          squares: 1,
        },
      },
    ]);
  }

  /**
   * The answered calls that came after one moment, up to another: all, or about so many of the first,
   * with all that came at the same moment as the last of them.
   */
  async answeredAfter(
    session: ClientSession,
    clientId: TenantId,
    after: Date,
    upTo: Date,
    about: number,
  ): Promise<{
    readonly callLogIds: readonly CallLogId[];
    readonly last: Date;
    readonly isCut: boolean;
  }> {
    const answered = { clientId, direction: 'inbound', outcome: 'completed' } as const;
    const [last] = await this.metrics
      .find({ ...answered, receivedAt: { $gt: after, $lte: upTo } })
      .sort({ receivedAt: 1 })
      .skip(about - 1)
      .limit(1)
      .select({ receivedAt: 1 })
      .session(session)
      .lean<Pick<AgentMetric, 'receivedAt'>[]>();
    const end = last?.receivedAt ?? upTo;
    const parts = await this.metrics
      .find({ ...answered, receivedAt: { $gt: after, $lte: end } })
      .select({ callLogId: 1 })
      .session(session)
      .lean<Pick<AgentMetric, 'callLogId'>[]>();
    const callLogIds = parts.map((part) => part.callLogId);
    return { callLogIds, last: end, isCut: last !== undefined };
  }

  /** The calls that came in a span, the newest first, with what they added to the figures. */
  async costs(
    clientId: TenantId,
    filter: Readonly<Record<string, unknown>>,
    { from, to }: { readonly from: Date; readonly to: Date },
    { page, limit }: PageRequest,
  ): Promise<Page<CostPart>> {
    const wanted = Object.entries(filter).filter(([, value]) => value !== undefined);
    const match = {
      clientId,
      receivedAt: { $gte: from, $lt: to },
      part: 1,
      ...Object.fromEntries(wanted),
    };
    const [items, total] = await Promise.all([
      this.metrics
        .find(match)
        .sort({ receivedAt: -1 })
        .skip((page - 1) * limit)
        .limit(limit)
        .select({ callLogId: 1, receivedAt: 1, direction: 1, folded: 1 })
        .lean<CostPart[]>(),
      this.metrics.countDocuments(match),
    ]);
    return { items, total, page, limit };
  }

  /** When the newest call came that was ever folded; null before the first. */
  async newest(session: ClientSession, clientId: TenantId): Promise<Date | null> {
    const found = await this.metrics
      .findOne({ clientId })
      .sort({ receivedAt: -1 })
      .select({ receivedAt: 1 })
      .session(session)
      .lean<Pick<AgentMetric, 'receivedAt'>>();
    return found?.receivedAt ?? null;
  }
}

/** What of several parts stands in the buckets, together. */
export const foldedIn = (parts: readonly FoldedPart[]): readonly Contribution[] =>
  parts.flatMap((part) => part.folded);
