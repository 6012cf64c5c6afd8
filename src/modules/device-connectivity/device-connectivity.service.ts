import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { AgentId, TenantId } from '../../common/ids.js';
import { DAY } from '../../common/time.js';
import { AgentsService } from '../agents/agents.service.js';
import type { Agent } from '../agents/agents.types.js';
import { readinessRulesOf, viewOf } from '../heartbeat/presence-view.domain.js';
import { PresenceService } from '../heartbeat/presence.service.js';
import { SettingsService } from '../settings/settings.service.js';
import {
  DEVICE_ISSUES,
  minutesWithin,
  SOURCES,
  validated,
  type DeviceIssue,
  type ReachSource,
  type ValidatedDevice,
} from './device-issues.domain.js';
import { DeviceIssuesRepository } from './device-issues.repository.js';
import { LiveSockets } from './live-sockets.port.js';

export interface AgentDevice extends ValidatedDevice {
  readonly agentId: AgentId;
  readonly lastHeartbeat: Date | null;
}

export interface IssueFigures {
  readonly issue: DeviceIssue;
  /** Agents who have it now. */
  readonly open: number;
  /** How often it was there in the span. */
  readonly count: number;
  readonly minutes: number;
}

export interface DeviceStatistics {
  readonly agents: number;
  readonly reachable: number;
  readonly bySource: Readonly<Record<ReachSource, number>>;
  readonly from: Date;
  readonly to: Date;
  readonly issues: readonly IssueFigures[];
}

const ALL = { page: 1, limit: 100_000 };

/** Can agents' phones be reached, and since when can they not? */
@Injectable()
export class DeviceConnectivityService {
  constructor(
    private readonly agents: AgentsService,
    private readonly presence: PresenceService,
    private readonly issues: DeviceIssuesRepository,
    private readonly sockets: LiveSockets,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Looks at each of these agents, and asks their sockets: an answer takes five seconds at the most.
   * Those that the company has not are left out.
   */
  async validate(clientId: TenantId, agentIds: readonly AgentId[]): Promise<AgentDevice[]> {
    const agents = await this.agents.find(clientId, agentIds);
    const silent = await this.sockets.silent([...agents.keys()]);
    return await this.look(clientId, agents, silent);
  }

  private async look(
    clientId: TenantId,
    agents: ReadonlyMap<AgentId, Agent>,
    silent: ReadonlySet<AgentId>,
  ): Promise<AgentDevice[]> {
    const agentIds = [...agents.keys()];
    const [{ rules }, presences, online] = await Promise.all([
      this.settings.of(clientId),
      this.presence.findMany(agentIds),
      this.sockets.of(clientId, agentIds),
    ]);
    const readiness = readinessRulesOf(rules, this.clock.speed);
    const live = new Map(presences.map((presence) => [presence._id, presence]));
    const now = this.clock.now();
    return [...agents.values()].map((agent) => {
      const view = viewOf(agent, live.get(agent.id) ?? null, readiness, now);
      const socket = silent.has(agent.id) ? 'silent' : online.has(agent.id) ? 'open' : 'none';
      const device = validated(view, agent.dialNumber, socket);
      return { agentId: agent.id, ...device, lastHeartbeat: view.lastHeartbeat };
    });
  }

  /** How many can be reached now, and what kept agents from it; the last day by default. */
  async stats(
    clientId: TenantId,
    span: { readonly from: Date | null; readonly to: Date | null },
  ): Promise<DeviceStatistics> {
    const to = span.to ?? this.clock.date();
    const from = span.from ?? new Date(to.getTime() - DAY);
    const { items } = await this.agents.list(
      clientId,
      { isActive: true },
      { by: 'id', descending: false },
      ALL,
    );
    const [devices, issues] = await Promise.all([
      this.look(clientId, new Map(items.map((agent) => [agent.id, agent])), new Set()),
      this.issues.within(clientId, from, to),
    ]);
    const bySource = Object.fromEntries(
      SOURCES.map((source) => [source, devices.filter((one) => one.source === source).length]),
    ) as Record<ReachSource, number>;
    return {
      agents: devices.length,
      reachable: devices.filter(({ isReachable }) => isReachable).length,
      bySource,
      from,
      to,
      issues: DEVICE_ISSUES.map((issue) => {
        const of = issues.filter((one) => one.issue === issue);
        const minutes = of.reduce((sum, one) => sum + minutesWithin(one, from, to), 0);
        return {
          issue,
          open: of.filter(({ until }) => until === null).length,
          count: of.length,
          minutes: Math.round(minutes * 10) / 10,
        };
      }),
    };
  }
}
