import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { AgentId, TenantId } from '../../common/ids.js';
import { ChangeFeeds, touches, type Change } from '../../platform/mongo/change-feed.js';
import { AgentsService } from '../agents/agents.service.js';

const MAX_ENTRIES = 100_000;

/** Which department an agent is in: asked for with every event, so kept until it changes. */
@Injectable()
export class Departments implements OnApplicationBootstrap {
  private readonly known = new Map<AgentId, string>();
  /** Counts what was forgotten: what was read before that is not kept. */
  private changes = 0;

  constructor(
    private readonly agents: AgentsService,
    private readonly feeds: ChangeFeeds,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.feeds.follow({
      name: 'departments',
      collections: ['agents'],
      operations: ['update', 'replace', 'delete'],
      wants: (change) => touches(change, ['department']),
      onReset: () => Promise.resolve(this.forgetAll()),
      onChange: (change) => this.forget(change),
    });
  }

  /** Those of the agents that are of the tenant, with their departments. */
  async of(
    clientId: TenantId,
    agentIds: readonly AgentId[],
  ): Promise<ReadonlyMap<AgentId, string>> {
    const missing = agentIds.filter((id) => !this.known.has(id));
    if (missing.length > 0) {
      const { changes } = this;
      const found = await this.agents.find(clientId, missing);
      if (changes !== this.changes)
        return departmentsOf(await this.agents.find(clientId, agentIds));
      if (this.known.size > MAX_ENTRIES) this.forgetAll();
      for (const [id, { department }] of found) this.known.set(id, department);
    }
    return new Map(
      agentIds.flatMap((id) => {
        const department = this.known.get(id);
        return department === undefined ? [] : [[id, department] as const];
      }),
    );
  }

  private forget(change: Change): void {
    this.changes += 1;
    this.known.delete(change.documentKey._id as unknown as AgentId);
  }

  private forgetAll(): void {
    this.changes += 1;
    this.known.clear();
  }
}

const departmentsOf = (agents: ReadonlyMap<AgentId, { readonly department: string }>) =>
  new Map([...agents].map(([id, { department }]) => [id, department]));
