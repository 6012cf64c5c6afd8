import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { Ids, type AgentId, type TenantId } from '../../common/ids.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { AgentActivitiesRepository, type ActivityCounts } from './agent-activities.repository.js';
import type { AgentActivityDocument } from './agent.schema.js';
import type { Activity, ActivityType, NewActivity } from './agents.types.js';

/** What agents did, line by line. */
@Injectable()
export class AgentActivities {
  private readonly lines;

  constructor(
    private readonly repository: AgentActivitiesRepository,
    private readonly ids: Ids,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.lines = metrics.counter('crosspoint_agent_activities_total', 'Lines of agents’ history', [
      'type',
    ]);
  }

  /** Adds to agents' histories, in the caller's transaction if it has one. */
  async record(
    session: ClientSession | undefined,
    ...activities: readonly NewActivity[]
  ): Promise<Activity[]> {
    const now = this.clock.date();
    const documents = activities.map(
      ({ metadata = {}, id = this.ids.next(), timestamp = now, ...rest }) => ({
        _id: id,
        ...rest,
        timestamp,
        metadata,
      }),
    );
    await this.repository.insert(documents, session);
    for (const { type } of documents) this.lines.inc({ type });
    return documents.map(toActivity);
  }

  /** Adds lines that have ids of their own; those that are there already stay as they are. */
  async recordOnce(
    session: ClientSession,
    clientId: TenantId,
    activities: readonly (NewActivity & { readonly id: string })[],
  ): Promise<void> {
    const ids = activities.map(({ id }) => id);
    const existing = await this.repository.existing(session, clientId, ids);
    await this.record(session, ...activities.filter(({ id }) => !existing.has(id)));
  }

  /** An agent's newest lines since a moment, at most so many. */
  async list(
    clientId: TenantId,
    agentId: AgentId,
    since: Date,
    limit: number,
  ): Promise<Activity[]> {
    return (await this.repository.newest(clientId, agentId, since, limit)).map(toActivity);
  }

  /** Lines of one type since a moment, of all agents or of some, the oldest first. */
  async since(
    clientId: TenantId,
    type: ActivityType,
    since: Date,
    agentIds?: readonly AgentId[],
  ): Promise<Activity[]> {
    return (await this.repository.since(clientId, type, since, agentIds)).map(toActivity);
  }

  /**
   * What each agent (of some, or of all) did from one moment until before another; who did nothing
   * is left out.
   */
  async count(
    clientId: TenantId,
    span: { readonly from: Date; readonly to: Date },
    agentIds?: readonly AgentId[],
    session?: ClientSession,
  ): Promise<Map<AgentId, ActivityCounts>> {
    const counts = await this.repository.count(clientId, span, agentIds, session);
    return new Map(counts.map((count) => [count.agentId, count]));
  }

  /** When a tenant's oldest line was written; null when it has none. */
  async oldest(clientId: TenantId): Promise<Date | null> {
    return await this.repository.oldest(clientId);
  }
}

function toActivity(document: AgentActivityDocument): Activity {
  const { _id: id, agentId, type, description, timestamp, metadata } = document;
  return { id, agentId, type, description, timestamp, metadata };
}
