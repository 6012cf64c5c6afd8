import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Ids, type SessionId, type TenantId } from '../../common/ids.js';
import { MINUTE, SECOND } from '../../common/time.js';
import { Config } from '../../config/config.js';
import { Log } from '../../platform/logging/log.js';
import { Leases, type Lease } from '../../platform/mongo/leases.js';
import { SessionManager } from '../auth/session-manager.service.js';
import { AgentSocketsRepository, type Closing } from './agent-sockets.repository.js';
import type { Connection } from './connection.js';

/** An agent is not offline before its last socket has been closed for so long. */
export const GRACE_MS = 15 * SECOND;
/** A node that is silent for so long is gone, and its sockets with it; ms of the wall. */
const NODE_LEASE_MS = 10_000;
const NODE_BEAT_MS = 3000;
/** An open socket is a sign that its session is used: noted so often … */
const ACTIVITY_MS = MINUTE;
/** … but never more often than this of the wall, however fast the clock runs. */
const ACTIVITY_WALL_MS = 5000;
const RETRY_MS = 1000;

/** How the lease of a node's sockets is called. */
export const nodeLease = (node: string): string => `sockets:${node}`;

/**
 * Which sockets are open, in MongoDB: whether an agent's last one has closed is a matter of all
 * nodes. A node keeps a lease for as long as it lives; what it had is closed when that ends.
 */
@Injectable()
export class SocketRegistry implements OnApplicationBootstrap {
  readonly node: string;
  private readonly open = new Set<Connection>();
  /** Writes of one socket follow one another. */
  private readonly writing = new WeakMap<Connection, Promise<void>>();
  private lease: Lease | null = null;
  private timers: NodeJS.Timeout[] = [];
  private isStopping = false;

  constructor(
    private readonly repository: AgentSocketsRepository,
    private readonly sessions: SessionManager,
    private readonly leases: Leases,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly log: Log,
    ids: Ids,
  ) {
    this.node = ids.next();
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.roles.has('realtime')) return;
    await this.beat();
    const activityMs = Math.max(this.clock.toWallMs(ACTIVITY_MS), ACTIVITY_WALL_MS);
    this.timers = [
      setInterval(() => void this.beat(), NODE_BEAT_MS).unref(),
      setInterval(() => void this.touchSessions(), activityMs).unref(),
    ];
  }

  opened(connection: Connection): void {
    if (!connection.isOfAgent) return;
    this.open.add(connection);
    const { clientId, sessionId } = connection.who;
    this.write(connection, async () => {
      if (!this.open.has(connection)) return;
      await this.repository.open(clientId, [this.entry(connection)]);
      await this.sessions.attachSocket(clientId, sessionId, connection.id);
    });
  }

  closed(connection: Connection): void {
    if (!this.open.delete(connection)) return;
    const { clientId, agentId } = connection.who;
    const closing = this.closing();
    this.write(connection, async () => {
      await this.repository.close(clientId, agentId, connection.id, closing);
      await this.sessions.detachSockets(clientId, [connection.id]);
    });
  }

  /** This node stops: everything that it had is closed. */
  async nodeCloses(): Promise<void> {
    this.isStopping = true;
    this.timers.forEach((timer) => clearInterval(timer));
    const tenants = new Set([...this.open].map(({ who }) => who.clientId));
    this.open.clear();
    await Promise.allSettled([...tenants].map((clientId) => this.closeNode(clientId, this.node)));
  }

  /** Closes what a node had of a company's sockets, because it stops or is gone. */
  async closeNode(clientId: TenantId, node: string): Promise<number> {
    const socketIds = await this.repository.closeNode(clientId, node, this.closing());
    await this.sessions.detachSockets(clientId, socketIds);
    return socketIds.length;
  }

  private closing(): Closing {
    const at = this.clock.date();
    return { at, offlineAt: new Date(at.getTime() + GRACE_MS) };
  }

  private entry(connection: Connection) {
    const { agentId, sessionId } = connection.who;
    return { agentId, socket: { id: connection.id, sessionId, node: this.node } };
  }

  /** Writes in the order of what happened to the socket, until it is written. */
  private write(connection: Connection, work: () => Promise<void>): void {
    const before = this.writing.get(connection) ?? Promise.resolve();
    this.writing.set(
      connection,
      before.then(() => this.persist(work)),
    );
  }

  private async persist(work: () => Promise<void>): Promise<void> {
    while (!this.isStopping) {
      try {
        await work();
        return;
      } catch (error) {
        this.log.warn('socket not noted yet', { error });
        await sleep(RETRY_MS, undefined, { ref: false });
      }
    }
  }

  /** Prolongs the lease; one that ran out may have cost this node its sockets in the books. */
  private async beat(): Promise<void> {
    try {
      const wasHeld = this.lease?.isHeld() ?? false;
      this.lease = await this.leases.take(nodeLease(this.node), NODE_LEASE_MS);
      if (wasHeld || this.open.size === 0) return;
      for (const [clientId, own] of this.byTenant()) {
        const entries = own.map((connection) => this.entry(connection));
        await this.repository.open(clientId, entries);
        // What closed meanwhile may have been closed in the books before it was opened there again.
        for (const connection of own.filter((one) => !this.open.has(one))) {
          const { agentId } = connection.who;
          await this.repository.close(clientId, agentId, connection.id, this.closing());
        }
      }
    } catch (error) {
      this.lease = null;
      this.log.warn('node of sockets not noted', { error });
    }
  }

  private async touchSessions(): Promise<void> {
    try {
      for (const [clientId, own] of this.byTenant()) {
        const ids = new Set<SessionId>(own.map(({ who }) => who.sessionId));
        await this.sessions.touchAll(clientId, [...ids]);
      }
    } catch (error) {
      this.log.warn('activity of sockets not stored', { error });
    }
  }

  private byTenant(): Map<TenantId, Connection[]> {
    const byTenant = new Map<TenantId, Connection[]>();
    for (const connection of this.open) {
      const own = byTenant.get(connection.who.clientId);
      if (own) own.push(connection);
      else byTenant.set(connection.who.clientId, [connection]);
    }
    return byTenant;
  }
}
