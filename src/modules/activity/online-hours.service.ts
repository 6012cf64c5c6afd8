import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { AgentId, TenantId } from '../../common/ids.js';
import { AgentActivities } from '../agents/agent-activities.service.js';
import type { Activity, Agent } from '../agents/agents.types.js';
import { SessionManager } from '../auth/session-manager.service.js';
import {
  awaySpans,
  hoursBetween,
  isDecided,
  onlineSpans,
  type OnlineFacts,
  type Span,
  type StatusLine,
} from './online-hours.domain.js';

/** What tells whether agents are there. */
export interface Signs {
  readonly heartbeats: ReadonlyMap<AgentId, Date | null>;
  /**
   * So long after its last heartbeat an agent still counts as there. Null: the company asks for no
   * heartbeats, and the requests of an agent's sessions count until they would end as idle.
   */
  readonly staleMs: number | null;
}

/** From a moment until before another. */
export interface TimeSpan {
  readonly from: Date;
  readonly to: Date;
}

/** How long an agent was online in each of the spans that were asked for. */
export interface OnlineHours {
  readonly hours: readonly number[];
  /** Of these, shown as away. */
  readonly awayHours: readonly number[];
  /** Can nothing change them any more? */
  readonly isFinal: boolean;
}

/** Sums up how long agents were online, from the lines of their statuses. */
@Injectable()
export class OnlineHoursService {
  constructor(
    private readonly activities: AgentActivities,
    private readonly sessions: SessionManager,
    private readonly clock: Clock,
  ) {}

  /** @param spans in their order; the lines since the first one are read */
  async of(
    clientId: TenantId,
    agents: readonly Agent[],
    signs: Signs,
    spans: readonly TimeSpan[],
  ): Promise<Map<AgentId, OnlineHours>> {
    const from = spans[0]?.from ?? this.clock.date();
    const ids = agents.map((agent) => agent.id);
    const lines = new Map<AgentId, StatusLine[]>(ids.map((id) => [id, []]));
    for (const line of await this.activities.since(clientId, 'status_change', from, ids)) {
      lines.get(line.agentId)?.push(toLine(line));
    }
    const now = this.clock.date();
    const requests =
      signs.staleMs === null
        ? await this.sessions.lastRequests(clientId, from)
        : new Map<AgentId, Date>();
    return new Map(
      agents.map(({ id, onlineStatus }) => {
        const facts: OnlineFacts = {
          lines: lines.get(id) ?? [],
          status: onlineStatus,
          lastSign: latest(signs.heartbeats.get(id), requests.get(id)),
          staleMs: signs.staleMs ?? this.sessions.idleMs,
          from,
          now,
        };
        const within = (there: readonly Span[]) =>
          spans.map((span) => hoursBetween(there, span.from, span.to));
        const hours = within(onlineSpans(facts));
        const awayHours = within(awaySpans(facts));
        return [
          id,
          { hours, awayHours, isFinal: spans.every(({ to }) => isDecided(facts, to.getTime())) },
        ];
      }),
    );
  }
}

function latest(a: Date | null | undefined, b: Date | null | undefined): Date | null {
  if (!a || !b) return a ?? b ?? null;
  return a > b ? a : b;
}

function toLine({ timestamp, metadata }: Activity): StatusLine {
  const { from, to, lastSeen } = metadata;
  return {
    at: timestamp,
    from: String(from),
    to: String(to),
    lastSeen: lastSeen instanceof Date ? lastSeen : null,
  };
}
