import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import { insert } from '../../platform/mongo/documents.js';
import type { AgentActivityDocument } from './agent.schema.js';
import type { ActivityType } from './agents.types.js';

/** A span of time, its end not counted. */
interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** What one agent did in a span, counted. */
export interface ActivityCounts {
  readonly agentId: AgentId;
  readonly messages: number;
  readonly resolved: number;
  /** Customers' answers, and their sum. */
  readonly ratings: number;
  readonly ratingSum: number;
}

@Injectable()
export class AgentActivitiesRepository {
  constructor(
    @InjectModel('AgentActivity') private readonly activities: Model<AgentActivityDocument>,
  ) {}

  async insert(
    activities: readonly AgentActivityDocument[],
    session?: ClientSession,
  ): Promise<void> {
    await insert(this.activities, activities, session);
  }

  /** Of these ids, those that are stored. */
  async existing(
    session: ClientSession,
    clientId: TenantId,
    ids: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const found = await this.activities
      .find({ clientId, _id: { $in: [...ids] } })
      .select({ _id: 1 })
      .session(session)
      .lean<{ _id: string }[]>();
    return new Set(found.map(({ _id }) => _id));
  }

  /** An agent's lines since a moment, the newest first. */
  async newest(
    clientId: TenantId,
    agentId: AgentId,
    since: Date,
    limit: number,
  ): Promise<AgentActivityDocument[]> {
    return await this.activities
      .find({ clientId, agentId, timestamp: { $gte: since } })
      .sort({ timestamp: -1, _id: -1 })
      .limit(limit)
      .lean<AgentActivityDocument[]>();
  }

  /** Lines of one type since a moment, of all agents or of some, the oldest first. */
  async since(
    clientId: TenantId,
    type: ActivityType,
    since: Date,
    agentIds?: readonly AgentId[],
  ): Promise<AgentActivityDocument[]> {
    return await this.activities
      .find({
        clientId,
        ...(agentIds && { agentId: { $in: [...agentIds] } }),
        type,
        timestamp: { $gte: since },
      })
      .sort({ timestamp: 1, _id: 1 })
      .lean<AgentActivityDocument[]>();
  }

  /** What each agent (of some, or of all) did in a span, repeats left out. */
  async count(
    clientId: TenantId,
    { from, to }: Span,
    agentIds?: readonly AgentId[],
    session?: ClientSession,
  ): Promise<ActivityCounts[]> {
    const timestamp = { $gte: from, $lt: to };
    const isType = (type: ActivityType) => ({ $cond: [{ $eq: ['$type', type] }, 1, 0] });
    const some = agentIds && { agentId: { $in: [...agentIds] } };
    const counting = this.activities.aggregate<ActivityCounts & { readonly _id: AgentId }>([
      { $match: { clientId, ...some, timestamp, 'counted.isRepeat': { $ne: true } } },
      {
        $group: {
          _id: '$agentId',
          messages: { $sum: isType('message_sent') },
          resolved: { $sum: isType('ticket_resolved') },
          ratings: { $sum: { $cond: [{ $gt: ['$counted.rating', null] }, 1, 0] } },
          ratingSum: { $sum: '$counted.rating' },
        },
      },
    ]);
    const rows = await (session ? counting.session(session) : counting);
    return rows.map(({ _id: agentId, ...counts }) => ({ ...counts, agentId }));
  }

  /** When a tenant's oldest line was written; null when it has none. */
  async oldest(clientId: TenantId): Promise<Date | null> {
    const found = await this.activities
      .findOne({ clientId })
      .sort({ timestamp: 1 })
      .select({ timestamp: 1 })
      .lean<Pick<AgentActivityDocument, 'timestamp'>>();
    return found?.timestamp ?? null;
  }
}
