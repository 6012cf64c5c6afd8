import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Ids, type AgentId } from '../../common/ids.js';
import { Log } from '../../platform/logging/log.js';
import type { Lease } from '../../platform/mongo/leases.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { viewOf } from '../heartbeat/presence-view.domain.js';
import { PresenceStatus, type SeenAgent } from '../heartbeat/presence-status.js';
import { deviceIssuesOf, issueChanges, type DeviceIssue } from './device-issues.domain.js';
import { DeviceIssuesRepository } from './device-issues.repository.js';

/**
 * Notes when an agent who wants calls cannot be reached, and when it can again. Looks whenever the
 * shown status of agents is looked at, on the node that does it, and writes only what changed.
 */
@Injectable()
export class DeviceWatch implements OnApplicationBootstrap {
  private open = new Map<AgentId, Set<DeviceIssue>>();
  /** Under which lease the open issues were read: another node may have been at it between. */
  private readUnder: number | null = null;

  constructor(
    private readonly status: PresenceStatus,
    private readonly repository: DeviceIssuesRepository,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.status.onLook((seen, lease) => this.look(seen, lease));
  }

  private async look(seen: Iterable<SeenAgent>, lease: Lease): Promise<void> {
    if (this.readUnder !== lease.token) await this.readOpen(lease.token);
    const now = this.clock.now();
    for (const { agent, presence, rules } of seen) {
      const current = agent.isActive
        ? deviceIssuesOf(viewOf(agent, presence, rules, now), agent.dialNumber)
        : [];
      const open = this.open.get(agent.id) ?? new Set<DeviceIssue>();
      const { begun, over } = issueChanges(open, current);
      if (begun.length > 0 || over.length > 0) await this.write(lease, agent, begun, over);
      if (current.length > 0) this.open.set(agent.id, new Set(current));
      else this.open.delete(agent.id);
    }
  }

  private async readOpen(token: number): Promise<void> {
    this.open = new Map();
    for (const { agentId, issue } of await this.repository.listOpen()) {
      this.open.set(agentId, (this.open.get(agentId) ?? new Set()).add(issue));
    }
    this.readUnder = token;
  }

  private async write(
    lease: Lease,
    { clientId, id: agentId }: SeenAgent['agent'],
    begun: readonly DeviceIssue[],
    over: readonly DeviceIssue[],
  ): Promise<void> {
    const at = this.clock.date();
    await this.transactions.run(async (session) => {
      await lease.fence(session);
      if (over.length > 0) await this.repository.end(session, clientId, agentId, over, at);
      await this.repository.begin(
        session,
        begun.map((issue) => ({
          _id: this.ids.next(),
          clientId,
          agentId,
          issue,
          since: at,
          until: null,
        })),
      );
    });
    this.log.debug('device issues changed', { agentId, begun, over });
  }
}
