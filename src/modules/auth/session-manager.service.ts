import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { asSessionId, Ids, type AgentId, type SessionId, type TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { EventStore } from '../../platform/events/event-store.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { AgentActivities } from '../agents/agent-activities.service.js';
import type { Agent } from '../agents/agents.types.js';
import { sessionEnded, sessionStarted } from './auth.events.js';
import type { Device, EndReason, Session } from './auth.types.js';
import { SessionsRepository } from './sessions.repository.js';

const MAX_ADDRESS = 64;
const MAX_USER_AGENT = 512;

const DESCRIPTIONS: Readonly<Record<EndReason, string>> = {
  logout: 'Signed out',
  revoked: 'Session ended from another device',
  password_changed: 'Session ended: the password was changed',
  password_reset: 'Session ended: the password was reset',
  deactivated: 'Session ended: the agent was deactivated',
  refresh_reused: 'Session ended: a used refresh token came again',
  idle: 'Session ended: idle',
};

/** The sessions of agents. What ends here ends on every node (see `SessionChecks`). */
@Injectable()
export class SessionManager {
  constructor(
    private readonly repository: SessionsRepository,
    private readonly activities: AgentActivities,
    private readonly events: EventStore,
    private readonly transactions: Transactions,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

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

  /** The same, in the caller's transaction. */
  async end(
    transaction: ClientSession,
    clientId: TenantId,
    agentId: AgentId,
    id: SessionId,
    reason: EndReason,
  ): Promise<boolean> {
    const at = this.clock.date();
    const session = await this.repository.end(transaction, clientId, agentId, id, { reason, at });
    if (!session) return false;
    await this.activities.record(transaction, {
      clientId,
      agentId,
      type: 'logout',
      description: DESCRIPTIONS[reason],
      metadata: { sessionId: id, reason },
    });
    await this.events.append(transaction, [sessionEnded(session, at, reason)]);
    return true;
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
