import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { AgentId, TenantId } from '../../common/ids.js';
import { ChangeFeeds, type Feed } from '../../platform/mongo/change-feed.js';
import { isDuplicateKey } from '../../platform/mongo/documents.js';
import { Grouped, type GroupResult } from '../../platform/mongo/grouped.js';
import { AgentsService } from '../agents/agents.service.js';
import type { Agent } from '../agents/agents.types.js';
import { PresenceRepository, type Beat } from './presence.repository.js';
import type { PresenceDocument } from './presence.schema.js';

interface Asked {
  readonly clientId: TenantId;
  readonly agentId: AgentId;
}

/** Beyond it what is kept begins anew, rather than grow. */
const MAX_AGENTS = 50_000;

/**
 * The database's part of heartbeats, done for many agents together: under load one command serves
 * all that came while the last one was on its way. Nobody is answered before its own is stored.
 * Agents are kept in memory and dropped by the change stream; while it is away, they are read.
 */
@Injectable()
export class HeartbeatWrites implements OnApplicationBootstrap {
  private readonly known = new Map<AgentId, Agent>();
  /** Agents that are being read and have not changed since. */
  private readonly reading = new Set<AgentId>();
  private feed: Feed | undefined;
  private readonly reads: Grouped<Asked, Agent | null>;
  private readonly writes: Grouped<Beat, PresenceDocument>;

  constructor(
    private readonly repository: PresenceRepository,
    private readonly agents: AgentsService,
    private readonly feeds: ChangeFeeds,
  ) {
    this.reads = new Grouped(
      ({ agentId }) => agentId,
      (asked) => this.read(asked),
    );
    this.writes = new Grouped(
      ({ agentId }) => agentId,
      (beats) => this.repository.beats(beats),
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    this.feed = await this.feeds.follow({
      name: 'heartbeat-agents',
      collections: ['agents'],
      onReset: () => Promise.resolve(this.forgetAll()),
      onChange: (change) => this.forget(change.documentKey._id as unknown as AgentId),
    });
  }

  /** An agent of the tenant; null when it has none of that id. */
  async find(clientId: TenantId, agentId: AgentId): Promise<Agent | null> {
    const known = this.feed?.isLive() ? this.known.get(agentId) : undefined;
    if (known) return known.clientId === clientId ? known : null;
    return await this.reads.add({ clientId, agentId });
  }

  /** Stores a sign of life; the live state with it. */
  async store(beat: Beat): Promise<PresenceDocument> {
    try {
      return await this.writes.add(beat);
    } catch (error) {
      // Another node made the agent's live state at the same time: now it is there.
      if (isDuplicateKey(error)) return await this.writes.add(beat);
      throw error;
    }
  }

  private async read(asked: readonly Asked[]): Promise<GroupResult<Agent | null>[]> {
    const byTenant = new Map<TenantId, AgentId[]>();
    for (const { clientId, agentId } of asked) {
      this.reading.add(agentId);
      const ids = byTenant.get(clientId);
      if (ids) ids.push(agentId);
      else byTenant.set(clientId, [agentId]);
    }
    const found = await Promise.all(
      [...byTenant].map(async ([clientId, ids]) => {
        return [clientId, await this.agents.find(clientId, ids)] as const;
      }),
    );
    const agents = new Map(found);
    return asked.map(({ clientId, agentId }) => {
      const agent = agents.get(clientId)?.get(agentId) ?? null;
      if (agent && this.reading.delete(agentId)) this.keep(agent);
      return { value: agent };
    });
  }

  private keep(agent: Agent): void {
    if (this.known.size >= MAX_AGENTS) this.known.clear();
    this.known.set(agent.id, agent);
  }

  private forget(agentId: AgentId): void {
    this.known.delete(agentId);
    this.reading.delete(agentId);
  }

  private forgetAll(): void {
    this.known.clear();
    this.reading.clear();
  }
}
