import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { asSessionId, Ids, type AgentId, type SessionId, type TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { MINUTE } from '../../common/time.js';
import { EventStore } from '../../platform/events/event-store.js';
import type { Lease } from '../../platform/mongo/leases.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { AgentActivities } from '../agents/agent-activities.service.js';
import type { Agent } from '../agents/agents.types.js';
import { sessionEnded, sessionStarted } from './auth.events.js';
import type { Device, EndReason, Session } from './auth.types.js';
import { SessionsRepository } from './sessions.repository.js';

const MAX_ADDRESS = 64;
const MAX_USER_AGENT = 512;
/** A session that was not used for so long ends … */
const IDLE_MS = 30 * MINUTE;
/** … but not before so much of the wall, however fast the clock runs. */
const IDLE_AT_LEAST_WALL_MS = MINUTE;
const SWEEP_BATCH = 200;

const DESCRIPTIONS: Readonly<Record<EndReason, string>> = {
  logout: 'Signed out',
  revoked: 'Session ended from another device',
  password_changed: 'Session ended: the password was changed',
  password_reset: 'Session ended: the password was reset',
  deactivated: 'Session ended: the agent was deactivated',
  refresh_reused: 'Session ended: a used refresh token came again',
  idle: 'Session ended: idle',
};

/** An agent has no session any more. */
type LastEnded = (
  transaction: ClientSession,
  clientId: TenantId,
  agentId: AgentId,
  at: Date,
) => Promise<void>;

/** The sessions of agents. What ends here ends on every node (see `SessionChecks`). */
@Injectable()
export class SessionManager {
  private readonly lastEnded: LastEnded[] = [];

  constructor(
    private readonly repository: SessionsRepository,
    private readonly activities: AgentActivities,
    private readonly events: EventStore,
    private readonly transactions: Transactions,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** Hears, in its transaction, of the end of an agent's last session. */
  onLastEnded(listener: LastEnded): void {
    this.lastEnded.push(listener);
  }

  /** Begins a session in the caller's transaction. */
  async createSession(transaction: ClientSession, agent: Agent, device: Device): Promise<Session> {
    const now = this.clock.date();
    const session: Session = {
      id: asSessionId(this.ids.next()),
      clientId: agent.clientId,
      agentId: agent.id,
      ipAddress: device.ipAddress.slice(0, MAX_ADDRESS),
      userAgent: device.userAgent.slice(0, MAX_USER_AGENT),
      startedAt: now,
      lastActivity: now,
      endedAt: null,
      isActive: true,
    };
    await this.repository.insert(transaction, session);
    await this.activities.record(transaction, {
      clientId: agent.clientId,
      agentId: agent.id,
      type: 'login',
      description: 'Signed in',
      metadata: { sessionId: session.id },
    });
    await this.events.append(transaction, [sessionStarted(session, now)]);
    return session;
  }

  async find(
    transaction: ClientSession,
    clientId: TenantId,
    id: SessionId,
  ): Promise<Session | null> {
    return await this.repository.findById(clientId, id, transaction);
  }

  /** The agent's live sessions, the one used last first. */
  async getActiveSessions(
    clientId: TenantId,
    agentId: AgentId,
    page: PageRequest,
  ): Promise<Page<Session>> {
    return await this.repository.listActive(clientId, agentId, page);
  }

  async updateLastActivity(clientId: TenantId, id: SessionId): Promise<void> {
    await this.repository.setLastActivity(clientId, id, this.clock.date());
  }

  /** The same for many sessions at once: those with an open socket are in use. */
  async touchAll(clientId: TenantId, ids: readonly SessionId[]): Promise<void> {
    await this.repository.setLastActivities(clientId, ids, this.clock.date());
  }

  /** Notes which socket a session opened last. */
  async attachSocket(clientId: TenantId, id: SessionId, socketId: string): Promise<void> {
    await this.repository.setSocket(clientId, id, socketId);
  }

  /** Forgets sockets that have closed. */
  async detachSockets(clientId: TenantId, socketIds: readonly string[]): Promise<void> {
    await this.repository.unsetSockets(clientId, socketIds);
  }

  /** @returns false when it is no live session of that agent */
  async endSession(
    clientId: TenantId,
    agentId: AgentId,
    id: SessionId,
    reason: EndReason,
  ): Promise<boolean> {
    return await this.transactions.run((transaction) =>
      this.end(transaction, clientId, agentId, id, reason),
    );
  }

  /**
   * The same, in the caller's transaction.
   * @param unusedSince given: only if it was not used since
   */
  async end(
    transaction: ClientSession,
    clientId: TenantId,
    agentId: AgentId,
    id: SessionId,
    reason: EndReason,
    unusedSince?: Date,
  ): Promise<boolean> {
    const at = this.clock.date();
    const session = await this.repository.end(transaction, clientId, agentId, id, {
      reason,
      at,
      unusedSince,
    });
    if (!session) return false;
    await this.activities.record(transaction, {
      clientId,
      agentId,
      type: 'logout',
      description: DESCRIPTIONS[reason],
      metadata: { sessionId: id, reason },
    });
    await this.events.append(transaction, [sessionEnded(session, at, reason)]);
    const others = await this.repository.findActive(transaction, clientId, agentId);
    if (others.length > 0) return true;
    for (const listener of this.lastEnded) await listener(transaction, clientId, agentId, at);
    return true;
  }

  /** A session ends when it was not used for so long; ms of the clock. */
  get idleMs(): number {
    return Math.max(IDLE_MS, this.clock.fromWallMs(IDLE_AT_LEAST_WALL_MS));
  }

  /** Ends a company's idle sessions; how many there were. */
  async cleanupInactiveSessions(clientId: TenantId, lease: Lease): Promise<number> {
    const idleSince = new Date(this.clock.now() - this.idleMs);
    let ended = 0;
    for (;;) {
      const idle = await this.repository.findIdle(clientId, idleSince, SWEEP_BATCH);
      for (const { id, agentId } of idle) {
        const isEnded = await this.transactions.run(async (transaction) => {
          await lease.fence(transaction);
          return await this.end(transaction, clientId, agentId, id, 'idle', idleSince);
        });
        if (isEnded) ended += 1;
      }
      if (idle.length < SWEEP_BATCH || !lease.isHeld()) return ended;
    }
  }

  /** Removes sessions that ended, and were last used before a moment; how many there were. */
  async removeOld(clientId: TenantId, before: Date, lease: Lease): Promise<number> {
    let removed = 0;
    for (;;) {
      const count = await this.repository.deleteOld(clientId, before, SWEEP_BATCH);
      removed += count;
      if (count < SWEEP_BATCH || !lease.isHeld()) return removed;
    }
  }

  /** Those of a company's agents that have a live session. */
  async agentsWithSessions(clientId: TenantId): Promise<ReadonlySet<AgentId>> {
    return await this.repository.activeAgents(clientId);
  }

  /** When each agent made its last request, of those who made one since a moment. */
  async lastRequests(clientId: TenantId, since: Date): Promise<Map<AgentId, Date>> {
    return await this.repository.lastRequests(clientId, since);
  }

  /** Ends every session of an agent but one, in the caller's transaction. */
  async endAll(
    transaction: ClientSession,
    clientId: TenantId,
    agentId: AgentId,
    reason: EndReason,
    except?: SessionId,
  ): Promise<void> {
    const sessions = await this.repository.findActive(transaction, clientId, agentId);
    for (const { id } of sessions) {
      if (id !== except) await this.end(transaction, clientId, agentId, id, reason);
    }
  }
}
