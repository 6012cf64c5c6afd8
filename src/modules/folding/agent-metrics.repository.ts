import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { CallLogId, TenantId } from '../../common/ids.js';
import { insert } from '../../platform/mongo/documents.js';
import type { AgentMetric } from './agent-metric.schema.js';
import type { Contribution } from '../call-figures/tally.domain.js';

/** What of a part stands in the buckets. */
export type FoldedPart = Pick<
  AgentMetric,
  '_id' | 'callLogId' | 'folded' | 'receivedAt' | 'sector' | 'teamId' | 'outcome'
>;

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
