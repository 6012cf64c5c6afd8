import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { AgentId, TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { AgentsService } from '../agents/agents.service.js';
import { ONLINE_STATUSES, type OnlineStatus } from '../agents/agents.types.js';
import { AgentHeartbeatService, type AgentState } from '../heartbeat/heartbeat.service.js';
import { readinessRulesOf } from '../heartbeat/presence-view.domain.js';
import { onlineStatusOf, readinessOf } from '../heartbeat/readiness.domain.js';
import { AgentIndex } from '../routing/agent-index.js';
import { SettingsService } from '../settings/settings.service.js';

/** How many active agents are in which state, and would get a call. */
export type AgentCounts = Readonly<Record<OnlineStatus, number>> & {
  readonly total: number;
  readonly ready: number;
};

/** An agent now, with its name. */
export interface LiveAgent extends AgentState {
  readonly fullName: string;
  readonly department: string;
}

/** The agents of a company as they are now. */
@Injectable()
export class LiveAgents {
  constructor(
    private readonly index: AgentIndex,
    private readonly heartbeats: AgentHeartbeatService,
    private readonly agents: AgentsService,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  /** From memory, where routing keeps them: time alone makes an agent stale, so each is looked at. */
  async count(clientId: TenantId): Promise<AgentCounts> {
    const { rules } = await this.settings.of(clientId);
    const readiness = readinessRulesOf(rules, this.clock.speed);
    const now = this.clock.now();
    const counts = { online: 0, offline: 0, away: 0, busy: 0, total: 0, ready: 0 };
    for (const { facts } of this.index.of(clientId).candidates()) {
      if (!facts.isActive) continue;
      counts.total += 1;
      counts[onlineStatusOf(facts, readiness, now)] += 1;
      if (readinessOf(facts, readiness, now).isReady) counts.ready += 1;
    }
    return counts;
  }

  /** Active agents with their states, those at work first, and how many are in each. */
  async list(
    clientId: TenantId,
    status: OnlineStatus | undefined,
    { page, limit }: PageRequest,
  ): Promise<Page<LiveAgent> & { readonly statistics: object }> {
    const { agents, statistics } = await this.heartbeats.overview(clientId);
    const matching = agents
      .filter((agent) => status === undefined || agent.onlineStatus === status)
      .toSorted((a, b) => rankOf(a) - rankOf(b) || a.agentId - b.agentId);
    const shown = matching.slice((page - 1) * limit, page * limit);
    const names = await this.agents.find(
      clientId,
      shown.map(({ agentId }) => agentId),
    );
    const byStatus = Object.fromEntries(
      ONLINE_STATUSES.map((one) => [
        one,
        agents.filter(({ onlineStatus }) => onlineStatus === one).length,
      ]),
    );
    return {
      items: shown.map((state) => ({ ...named(names.get(state.agentId)), ...state })),
      total: matching.length,
      page,
      limit,
      statistics: { ...statistics, byStatus },
    };
  }

  /** @throws AgentErrors.AGENT_NOT_FOUND */
  async one(clientId: TenantId, agentId: AgentId): Promise<LiveAgent> {
    const agent = await this.agents.get(clientId, agentId);
    return { ...named(agent), ...(await this.heartbeats.stateOf(clientId, agentId)) };
  }
}

const ORDER: readonly OnlineStatus[] = ['online', 'busy', 'away', 'offline'];
const rankOf = ({ onlineStatus }: AgentState): number => ORDER.indexOf(onlineStatus);
const named = (agent: { readonly fullName: string; readonly department: string } | undefined) => ({
  fullName: agent?.fullName ?? '',
  department: agent?.department ?? '',
});
