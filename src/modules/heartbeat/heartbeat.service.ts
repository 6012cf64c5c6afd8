import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { CommonErrors } from '../../common/errors.js';
import type { AgentId, TenantId } from '../../common/ids.js';
import type { Principal } from '../../platform/http/auth.decorators.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { AgentErrors } from '../agents/agents.errors.js';
import { AgentsService } from '../agents/agents.service.js';
import { SettingsService } from '../settings/settings.service.js';
import {
  changesChoice,
  choiceOf,
  readinessRulesOf,
  statisticsOf,
  viewOf,
  type PresenceStatistics,
  type PresenceView,
  type StatusWord,
} from './presence-view.domain.js';
import { HeartbeatWrites } from './heartbeat-writes.js';
import { PresenceRepository } from './presence.repository.js';
import type { ReadinessRules } from './readiness.domain.js';
import { StatusManager } from './status-manager.js';

/** A sign of life as an agent's app sends it. */
export interface Heartbeat {
  readonly agentId: AgentId;
  readonly deviceConnected: boolean;
  readonly currentStatus?: StatusWord | undefined;
  readonly device?: unknown;
}

/** What the server thinks of an agent. */
export interface AgentState extends PresenceView {
  readonly agentId: AgentId;
}

export interface HeartbeatAnswer extends AgentState {
  readonly serverTime: Date;
  /** When to send the next one: seconds of the deployment's clock … */
  readonly interval: number;
  /** … and milliseconds of the wall; the same unless the clock runs fast. */
  readonly intervalMs: number;
}

/** Every agent of a company is listed at once; more than this many it has not. */
const ALL = { page: 1, limit: 100_000 };

/** Heartbeats, and what follows from them. */
@Injectable()
export class AgentHeartbeatService {
  private readonly seconds;

  constructor(
    private readonly repository: PresenceRepository,
    private readonly writes: HeartbeatWrites,
    private readonly statuses: StatusManager,
    private readonly agents: AgentsService,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.seconds = metrics.histogram(
      'crosspoint_heartbeat_seconds',
      'Time to take in a heartbeat',
      [],
      [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1],
    );
  }

  /**
   * Stores a heartbeat, together with those of other agents; only a status that differs from what
   * the agent chose before opens a transaction.
   * @throws CommonErrors.FORBIDDEN, AgentErrors.AGENT_NOT_FOUND
   */
  async beat(me: Principal, heartbeat: Heartbeat): Promise<HeartbeatAnswer> {
    const began = this.clock.monotonicMs();
    const answer = await this.take(me, heartbeat);
    this.seconds.observe((this.clock.monotonicMs() - began) / 1000);
    return answer;
  }

  /** One agent as the server sees it. */
  async stateOf(clientId: TenantId, agentId: AgentId): Promise<AgentState> {
    const [agent, rules, presence] = await Promise.all([
      this.agents.get(clientId, agentId),
      this.rulesOf(clientId),
      this.repository.find(clientId, agentId),
    ]);
    return { agentId, ...viewOf(agent, presence, rules, this.clock.now()) };
  }

  /** Every active agent of a company, with statistics. */
  async overview(
    clientId: TenantId,
  ): Promise<{ readonly agents: AgentState[]; readonly statistics: PresenceStatistics }> {
    const [agents, rules, presences] = await Promise.all([
      this.agents.list(clientId, { isActive: true }, { by: 'id', descending: false }, ALL),
      this.rulesOf(clientId),
      this.repository.list(clientId),
    ]);
    const live = new Map(presences.map((presence) => [presence._id, presence]));
    const now = this.clock.now();
    const views = agents.items.map((agent) => ({
      agentId: agent.id,
      shown: agent.onlineStatus,
      view: viewOf(agent, live.get(agent.id) ?? null, rules, now),
    }));
    return {
      agents: views.map(({ agentId, view }) => ({ agentId, ...view })),
      statistics: statisticsOf(views),
    };
  }

  private async take(me: Principal, heartbeat: Heartbeat): Promise<HeartbeatAnswer> {
    const { agentId, deviceConnected, currentStatus, device } = heartbeat;
    const { clientId } = me;
    mustBeSelfOrAdmin(me, agentId);
    const [agent, rules] = await Promise.all([
      this.writes.find(clientId, agentId),
      this.rulesOf(clientId),
    ]);
    if (!agent) throw AgentErrors.AGENT_NOT_FOUND();
    const at = this.clock.date();
    const staleBefore = new Date(rules.checksHeartbeat ? at.getTime() - rules.staleMs : 0);
    const beat = { clientId, agentId, at, deviceConnected, staleBefore, device };
    let presence = await this.writes.store(beat);
    const { previousHeartbeat: previous } = presence;
    if (previous && previous <= staleBefore && agent.onlineStatus !== 'offline') {
      await this.statuses.noteSilence(agent, previous);
    }
    if (currentStatus !== undefined && changesChoice(presence, choiceOf(currentStatus))) {
      const by = me.agentId;
      presence = await this.statuses.followHeartbeat(clientId, agentId, currentStatus, by);
    }
    const intervalMs = rules.staleMs / 3;
    return {
      agentId,
      serverTime: at,
      interval: intervalMs / 1000,
      intervalMs: Math.round(this.clock.toWallMs(intervalMs)),
      ...viewOf(agent, presence, rules, this.clock.now()),
    };
  }

  private async rulesOf(clientId: TenantId): Promise<ReadinessRules> {
    const { rules } = await this.settings.of(clientId);
    return readinessRulesOf(rules, this.clock.speed);
  }
}

/** @throws CommonErrors.FORBIDDEN when it is about another agent and the caller is no admin */
export function mustBeSelfOrAdmin(me: Principal, agentId: AgentId): void {
  if (me.agentId !== agentId && me.role !== 'admin') throw CommonErrors.FORBIDDEN();
}
