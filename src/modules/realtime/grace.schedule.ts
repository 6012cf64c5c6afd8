import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Ids, type TenantId } from '../../common/ids.js';
import { SECOND } from '../../common/time.js';
import { Ticks } from '../../platform/jobs/ticks.js';
import { Log } from '../../platform/logging/log.js';
import { Leases, type Lease } from '../../platform/mongo/leases.js';
import { runForTenant } from '../../platform/mongo/request-context.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { StatusManager } from '../heartbeat/status-manager.js';
import { AgentSocketsRepository } from './agent-sockets.repository.js';
import type { AgentSocketsDocument } from './agent-sockets.schema.js';
import { nodeLease, SocketRegistry } from './socket-registry.service.js';

const AT_LEAST_WALL_MS = 500;
const GONE_EVERY_MS = 3 * SECOND;
const BATCH = 200;

/** Makes agents offline whose last socket closed and did not come back in time. */
@Injectable()
export class OfflineAfterGrace implements OnApplicationBootstrap {
  constructor(
    private readonly repository: AgentSocketsRepository,
    private readonly registry: SocketRegistry,
    private readonly statuses: StatusManager,
    private readonly leases: Leases,
    private readonly transactions: Transactions,
    private readonly ticks: Ticks,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.ticks.start({
      name: 'offline-after-grace',
      everyMs: SECOND,
      atLeastWallMs: AT_LEAST_WALL_MS,
      run: async (lease) => {
        for (const clientId of await this.repository.tenantsDue(this.clock.date())) {
          await runForTenant(clientId, this.ids.next(), () => this.settleDue(lease, clientId));
        }
      },
    });
    this.ticks.start({
      name: 'sockets-of-gone-nodes',
      everyMs: GONE_EVERY_MS,
      atLeastWallMs: GONE_EVERY_MS,
      run: () => this.closeGoneNodes(),
    });
  }

  private async settleDue(lease: Lease, clientId: TenantId): Promise<void> {
    const due = await this.repository.due(clientId, this.clock.date(), BATCH);
    for (const agent of due) await this.settle(lease, agent);
  }

  private async closeGoneNodes(): Promise<void> {
    const nodes = await this.repository.nodes();
    if (nodes.length === 0) return;
    const alive = await this.leases.heldOf(nodes.map(nodeLease));
    for (const node of nodes.filter((name) => !alive.has(nodeLease(name)))) {
      for (const clientId of await this.repository.tenantsOf(node)) {
        await runForTenant(clientId, this.ids.next(), async () => {
          const sockets = await this.registry.closeNode(clientId, node);
          this.log.warn('sockets of a node that is gone are closed', { node, sockets });
        });
      }
    }
  }

  private async settle(lease: Lease, due: AgentSocketsDocument): Promise<void> {
    const { _id: agentId, clientId } = due;
    const since = due.closedAt ?? this.clock.date();
    const isGone = await this.transactions.run(async (session) => {
      await lease.fence(session);
      const isSettled = await this.repository.settle(session, due);
      if (isSettled) await this.statuses.loseTouch(session, clientId, agentId, since);
      return isSettled;
    });
    if (isGone) this.log.info('agent has no socket any more', { agentId });
  }
}
