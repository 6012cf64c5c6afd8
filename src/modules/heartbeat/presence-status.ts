import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { AgentId, TenantId } from '../../common/ids.js';
import { SECOND } from '../../common/time.js';
import { Config } from '../../config/config.js';
import { Ticks } from '../../platform/jobs/ticks.js';
import { Log } from '../../platform/logging/log.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { ChangeFeeds, type Change } from '../../platform/mongo/change-feed.js';
import type { Lease } from '../../platform/mongo/leases.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { AgentsService } from '../agents/agents.service.js';
import { ONLINE_STATUSES, type Agent } from '../agents/agents.types.js';
import { SettingsService } from '../settings/settings.service.js';
import { factsOf, readinessRulesOf } from './presence-view.domain.js';
import { PresenceRepository } from './presence.repository.js';
import type { PresenceDocument } from './presence.schema.js';
import { onlineStatusOf, type OnlineStatus, type ReadinessRules } from './readiness.domain.js';
import { StatusManager } from './status-manager.js';

const EVERY_MS = SECOND;
const AT_LEAST_WALL_MS = 1000;
/** Agents that one transaction writes. */
const BATCH = 500;

interface Known {
  readonly agent: Agent;
  readonly presence: PresenceDocument;
}

/** An agent as the last look found it, with its company's rules of readiness. */
export interface SeenAgent extends Known {
  readonly rules: ReadinessRules;
}

type Look = (seen: Iterable<SeenAgent>, lease: Lease) => Promise<void>;

/**
 * Keeps the status that lists show equal to the derived one, within a second: taking a call, the
 * end of a wrap-up or a heartbeat that stays away do not touch the agents themselves. Agents are
 * kept in memory and read again only when they changed.
 */
@Injectable()
export class PresenceStatus implements OnApplicationBootstrap {
  private readonly known = new Map<AgentId, Known>();
  private readonly changed = new Set<AgentId>();
  private readonly looks: Look[] = [];
  private readonly agentsGauge;
  private readonly devicesGauge;
  private readonly accuracyGauge;

  constructor(
    private readonly repository: PresenceRepository,
    private readonly statuses: StatusManager,
    private readonly agents: AgentsService,
    private readonly settings: SettingsService,
    private readonly feeds: ChangeFeeds,
    private readonly transactions: Transactions,
    private readonly ticks: Ticks,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.agentsGauge = metrics.gauge('crosspoint_agents', 'Agents by online status', ['status']);
    this.devicesGauge = metrics.gauge(
      'crosspoint_devices_connected',
      'Agents whose device is connected',
      [],
    );
    this.accuracyGauge = metrics.gauge(
      'crosspoint_availability_accuracy',
      'Share of agents whose shown status was right at the last look',
      [],
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.roles.has('worker')) return;
    await this.feeds.follow({
      name: 'presence-status',
      // A live state has its agent's id, so both collections name the agent that changed.
      collections: ['agents', 'agent_presence'],
      onReset: () => this.readAll(),
      onChange: (change) => this.note(change),
    });
    this.ticks.start({
      name: 'presence-status',
      description: 'Keeps the shown status of agents equal to the derived one',
      everyMs: EVERY_MS,
      atLeastWallMs: AT_LEAST_WALL_MS,
      run: (lease) => this.run(lease),
    });
  }

  /** Hears of every look at all agents, on the node that leads it. */
  onLook(look: Look): void {
    this.looks.push(look);
  }

  /** Compares every agent's shown status with the derived one and writes those that differ. */
  async run(lease: Lease): Promise<void> {
    await this.refresh();
    const now = this.clock.now();
    const rules = new Map<TenantId, ReadinessRules>();
    const wrong = new Map<TenantId, AgentId[]>();
    const counts = new Map<OnlineStatus, number>();
    const seen: SeenAgent[] = [];
    let devices = 0;
    for (const { agent, presence } of this.known.values()) {
      const { clientId, id } = agent;
      const known = rules.get(clientId) ?? (await this.rulesOf(clientId));
      rules.set(clientId, known);
      seen.push({ agent, presence, rules: known });
      const status = onlineStatusOf(factsOf(agent, presence), known, now);
      counts.set(status, (counts.get(status) ?? 0) + 1);
      if (presence.deviceConnected) devices += 1;
      if (status !== agent.onlineStatus) {
        const ids = wrong.get(clientId);
        if (ids) ids.push(id);
        else wrong.set(clientId, [id]);
      }
    }
    const wrongCount = [...wrong.values()].reduce((sum, ids) => sum + ids.length, 0);
    for (const status of ONLINE_STATUSES) this.agentsGauge.set({ status }, counts.get(status) ?? 0);
    this.devicesGauge.set(devices);
    this.accuracyGauge.set(this.known.size === 0 ? 1 : 1 - wrongCount / this.known.size);
    for (const [clientId, ids] of wrong) {
      for (let from = 0; from < ids.length; from += BATCH) {
        await this.correct(lease, clientId, ids.slice(from, from + BATCH));
      }
    }
    for (const look of this.looks) await look(seen, lease);
    if (wrongCount > 0) this.log.debug('statuses followed', { agents: wrongCount });
  }

  /** Reads the agents again and writes what is still wrong, so that no newer choice is undone. */
  private async correct(lease: Lease, clientId: TenantId, ids: readonly AgentId[]): Promise<void> {
    const rules = await this.rulesOf(clientId);
    await this.transactions.run(async (session) => {
      await lease.fence(session);
      const at = this.clock.date();
      const presences = await this.repository.findManyIn(session, clientId, ids);
      const agents = await this.agents.find(clientId, ids, session);
      const wrong = presences.flatMap((presence) => {
        const agent = agents.get(presence._id);
        if (!agent) return [];
        const onlineStatus = onlineStatusOf(factsOf(agent, presence), rules, at.getTime());
        return onlineStatus === agent.onlineStatus ? [] : [{ agent, presence, onlineStatus }];
      });
      await this.statuses.show(session, clientId, wrong, at);
    });
  }

  private note(change: Change): void {
    this.changed.add(change.documentKey._id as unknown as AgentId);
  }

  private async readAll(): Promise<void> {
    this.known.clear();
    for (const { _id } of await this.repository.listAll()) this.changed.add(_id);
  }

  private async refresh(): Promise<void> {
    const ids = [...this.changed];
    if (ids.length === 0) return;
    this.changed.clear();
    try {
      const presences = await this.repository.findMany(ids);
      const byTenant = new Map<TenantId, PresenceDocument[]>();
      for (const presence of presences) {
        byTenant.set(presence.clientId, [...(byTenant.get(presence.clientId) ?? []), presence]);
      }
      for (const id of ids) this.known.delete(id);
      for (const [clientId, live] of byTenant) {
        const found = await this.agents.find(
          clientId,
          live.map((presence) => presence._id),
        );
        for (const presence of live) {
          const agent = found.get(presence._id);
          if (agent) this.known.set(presence._id, { agent, presence });
        }
      }
    } catch (error) {
      for (const id of ids) this.changed.add(id);
      throw error;
    }
  }

  private async rulesOf(clientId: TenantId): Promise<ReadinessRules> {
    const { rules } = await this.settings.of(clientId);
    return readinessRulesOf(rules, this.clock.speed);
  }
}
