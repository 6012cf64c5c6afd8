import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import type { AgentId, TenantId } from '../../common/ids.js';
import { EventStore } from '../../platform/events/event-store.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { AgentActivities } from '../agents/agent-activities.service.js';
import { AgentsService } from '../agents/agents.service.js';
import type { Agent, NewActivity } from '../agents/agents.types.js';
import { SettingsService } from '../settings/settings.service.js';
import { agentCameOrWent, agentStatusChanged } from './heartbeat.events.js';
import {
  choiceOf,
  factsOf,
  isStale,
  readinessRulesOf,
  type StatusWord,
} from './presence-view.domain.js';
import { PresenceRepository } from './presence.repository.js';
import type { PresenceDocument } from './presence.schema.js';
import { onlineStatusOf, type OnlineStatus } from './readiness.domain.js';

/** Why the system sets an agent offline whose app is gone. */
const CONNECTION_LOST = 'connection lost';

/** What an agent is to be, and why. */
export interface StatusChoice {
  readonly status: StatusWord;
  readonly reason?: string | null | undefined;
}

/** An agent's choice as it was stored, and what others see of it. */
export interface ChosenStatus {
  readonly agent: Agent;
  readonly presence: PresenceDocument;
  readonly onlineStatus: OnlineStatus;
}

/** Changes what an agent chose; what it holds, and whether it is there, stays as it is. */
@Injectable()
export class StatusManager {
  constructor(
    private readonly repository: PresenceRepository,
    private readonly agents: AgentsService,
    private readonly activities: AgentActivities,
    private readonly settings: SettingsService,
    private readonly events: EventStore,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores a choice with its event and its line in the activity log.
   * @param by the agent that asked, or the system
   * @throws AgentErrors.AGENT_NOT_FOUND
   */
  async updateAgentStatus(
    clientId: TenantId,
    agentId: AgentId,
    choice: StatusChoice,
    by: AgentId | 'system',
  ): Promise<ChosenStatus> {
    return await this.transactions.run((session) =>
      this.choose(session, clientId, agentId, choice, by),
    );
  }

  /** The same in the caller's transaction. */
  async choose(
    session: ClientSession,
    clientId: TenantId,
    agentId: AgentId,
    choice: StatusChoice,
    by: AgentId | 'system',
  ): Promise<ChosenStatus> {
    const { rules } = await this.settings.of(clientId);
    const readiness = readinessRulesOf(rules, this.clock.speed);
    const at = this.clock.date();
    const agent = await this.agents.require(session, clientId, agentId);
    const before = by === agentId ? await this.repository.findIn(session, clientId, agentId) : null;
    const presence = await this.repository.choose(session, clientId, agentId, {
      chosen: choiceOf(choice.status),
      reason: choice.reason ?? null,
      bySystem: by === 'system',
      returns: by === agentId && isStale(before?.lastHeartbeat ?? null, readiness, at.getTime()),
      at,
    });
    const onlineStatus = onlineStatusOf(factsOf(agent, presence), readiness, at.getTime());
    const seen = { agent, presence, onlineStatus };
    await this.show(session, clientId, [seen], at);
    return seen;
  }

  /**
   * An agent's app is gone: no sign of life from before `since` counts any more, so the agent is
   * offline until the next one. What it chose stays; where heartbeats are not asked for, nothing but
   * its choice can say that it is offline. A sign of life since then keeps it as it is.
   */
  async loseTouch(
    session: ClientSession,
    clientId: TenantId,
    agentId: AgentId,
    since: Date,
  ): Promise<void> {
    const at = this.clock.date();
    const { rules } = await this.settings.of(clientId);
    const readiness = readinessRulesOf(rules, this.clock.speed);
    const presence = await this.repository.loseTouch(session, clientId, agentId, since, at);
    const agent = presence && (await this.agents.require(session, clientId, agentId));
    if (!presence || !agent || agent.onlineStatus === 'offline') return;
    if (!readiness.checksHeartbeat) {
      const gone = { status: 'offline', reason: CONNECTION_LOST } as const;
      await this.choose(session, clientId, agentId, gone, 'system');
      return;
    }
    const onlineStatus = onlineStatusOf(factsOf(agent, presence), readiness, at.getTime());
    await this.show(session, clientId, [{ agent, presence, onlineStatus }], at);
  }

  /** Writes what others see of a company's agents, with events and lines in the activity log. */
  async show(
    session: ClientSession,
    clientId: TenantId,
    seen: readonly ChosenStatus[],
    at: Date,
  ): Promise<void> {
    await this.agents.setOnlineStatuses(
      session,
      clientId,
      seen.map(({ agent, presence, onlineStatus }) => ({
        agentId: agent.id,
        onlineStatus,
        lastSeen: presence.lastHeartbeat,
      })),
    );
    const events = seen.flatMap(({ agent, presence, onlineStatus }) => {
      const change = agentStatusChanged(presence, onlineStatus, at);
      const isThere = onlineStatus !== 'offline';
      if (isThere === (agent.onlineStatus !== 'offline')) return [change];
      return [change, agentCameOrWent(presence, isThere ? 'agent.online' : 'agent.offline', at)];
    });
    const activities = seen.map(({ agent, presence, onlineStatus: to }): NewActivity => {
      const { chosen, chosenReason } = presence;
      const reason = chosenReason ?? null;
      return {
        clientId,
        agentId: agent.id,
        type: 'status_change',
        description: `Status is ${to}${reason === null ? '' : `: ${reason}`}`,
        metadata: { from: agent.onlineStatus, to, chosen, reason },
      };
    });
    await this.activities.record(session, ...activities);
    await this.events.append(session, events);
  }
}
