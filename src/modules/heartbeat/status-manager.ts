import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import type { AgentId, TenantId } from '../../common/ids.js';
import { EventStore } from '../../platform/events/event-store.js';
import { Log } from '../../platform/logging/log.js';
import { isDuplicateKey } from '../../platform/mongo/documents.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { AgentActivities } from '../agents/agent-activities.service.js';
import { AgentsService } from '../agents/agents.service.js';
import { AgentFiguresService } from '../agents/agent-figures.service.js';
import type { DayCounters } from '../agents/agent-figures.types.js';
import type { Activity, Agent, NewActivity } from '../agents/agents.types.js';
import { ActivityTracker } from '../activity/activity-tracker.service.js';
import type { ReportedActivity } from '../activity/activity.types.js';
import {
  OnlineHoursService,
  type OnlineHours,
  type TimeSpan,
} from '../activity/online-hours.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { agentCameOrWent, agentStatusChanged } from './heartbeat.events.js';
import {
  changesChoice,
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
  /** Its last sign of life, where it has gone without a word: until then it counts as online. */
  readonly lastSeen?: Date | null;
}

/** An agent's choice as it was stored, and what others see of it. */
export interface ChosenStatus {
  readonly agent: Agent;
  readonly presence: PresenceDocument;
  readonly onlineStatus: OnlineStatus;
  readonly lastSeen?: Date | null;
}

/** Two reports of one ticket at once: the later one looks again. */
const ATTEMPTS = 5;

/**
 * Changes what an agent chose; what it holds, and whether it is there, stays as it is. Keeps the
 * record of what agents did and how long they were online.
 */
@Injectable()
export class StatusManager {
  constructor(
    private readonly repository: PresenceRepository,
    private readonly agents: AgentsService,
    private readonly activities: AgentActivities,
    private readonly tracker: ActivityTracker,
    private readonly onlineHours: OnlineHoursService,
    private readonly figures: AgentFiguresService,
    private readonly settings: SettingsService,
    private readonly events: EventStore,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly log: Log,
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
    const chosen = await this.transactions.run((session) =>
      this.choose(session, clientId, agentId, choice, by),
    );
    const { status } = choice;
    this.log.info('status chosen', { kind: 'agent_action', agentId, status, by });
    return chosen;
  }

  /** The same by a heartbeat's word: of many at once that say so the first one changes it. */
  async followHeartbeat(
    clientId: TenantId,
    agentId: AgentId,
    status: StatusWord,
    by: AgentId,
  ): Promise<PresenceDocument> {
    const { presence, isNew } = await this.transactions.run(async (session) => {
      const stored = await this.repository.findIn(session, clientId, agentId);
      if (stored && !changesChoice(stored, choiceOf(status))) {
        return { presence: stored, isNew: false };
      }
      const chosen = await this.choose(session, clientId, agentId, { status }, by);
      return { presence: chosen.presence, isNew: true };
    });
    if (isNew) this.log.info('status chosen', { kind: 'agent_action', agentId, status, by });
    return presence;
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
    const returns =
      by === agentId && isStale(before?.lastHeartbeat ?? null, readiness, at.getTime());
    const presence = await this.repository.choose(session, clientId, agentId, {
      chosen: choiceOf(choice.status),
      reason: choice.reason ?? null,
      bySystem: by === 'system',
      returns,
      at,
    });
    const onlineStatus = onlineStatusOf(factsOf(agent, presence), readiness, at.getTime());
    const lastSeen = choice.lastSeen ?? (returns ? before?.lastHeartbeat : null) ?? null;
    const seen = { agent, presence, onlineStatus, lastSeen };
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
    const activities = seen.map(({ agent, presence, onlineStatus: to, ...rest }): NewActivity => {
      const { chosen, chosenReason } = presence;
      const reason = chosenReason ?? null;
      const hasGone = to === 'offline' && chosen !== 'offline' && agent.isActive;
      const lastSeen = rest.lastSeen ?? (hasGone ? presence.lastHeartbeat : null);
      return {
        clientId,
        agentId: agent.id,
        type: 'status_change',
        description: `Status is ${to}${reason === null ? '' : `: ${reason}`}`,
        metadata: { from: agent.onlineStatus, to, chosen, reason, ...(lastSeen && { lastSeen }) },
        timestamp: at,
      };
    });
    await this.activities.record(session, ...activities);
    await this.events.append(session, events);
  }

  /**
   * Records that an agent was silent for longer than its heartbeats may be apart although it was
   * shown all the time: nobody looked (every server was down), and the time does not count.
   */
  async noteSilence(agent: Agent, lastSeen: Date): Promise<void> {
    const { id: agentId, clientId, onlineStatus } = agent;
    await this.activities.record(undefined, {
      clientId,
      agentId,
      type: 'status_change',
      description: 'Was silent for a while',
      metadata: { from: onlineStatus, to: onlineStatus, reason: 'silence', lastSeen },
    });
  }

  /**
   * Records what an agent is reported to have done, with what follows for its tickets and figures.
   * @throws AgentErrors.AGENT_NOT_FOUND
   */
  async trackActivity(
    clientId: TenantId,
    agentId: AgentId,
    reported: ReportedActivity,
  ): Promise<Activity> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const activity = await this.transactions.run((session) =>
          this.tracker.track(session, clientId, agentId, reported),
        );
        this.log.info('activity', { kind: 'agent_action', agentId, type: activity.type });
        return activity;
      } catch (error) {
        if (!isDuplicateKey(error) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /**
   * How long each agent was online (shown as online, away or busy) in each of the spans.
   * @param spans in their order
   */
  async calculateOnlineHours(
    clientId: TenantId,
    agents: readonly Agent[],
    spans: readonly TimeSpan[],
  ): Promise<Map<AgentId, OnlineHours>> {
    const { rules } = await this.settings.of(clientId);
    const { checksHeartbeat, staleMs } = readinessRulesOf(rules, this.clock.speed);
    const presences = await this.repository.list(clientId);
    const heartbeats = new Map(presences.map(({ _id, lastHeartbeat }) => [_id, lastHeartbeat]));
    const signs = { heartbeats, staleMs: checksHeartbeat ? staleMs : null };
    return await this.onlineHours.of(clientId, agents, signs, spans);
  }

  /**
   * Begins the counters of a day: zero, but for what was done since it began. Done again, or late,
   * it gives the same.
   */
  async resetDailyCounters(
    session: ClientSession,
    clientId: TenantId,
    counters: readonly DayCounters[],
  ): Promise<void> {
    await this.figures.setDay(session, clientId, counters);
  }
}
