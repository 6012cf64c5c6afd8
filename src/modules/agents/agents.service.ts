import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import type { AgentId, TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { normalisePhone } from '../../common/phone.js';
import { CacheManager } from '../../platform/cache/cache-manager.js';
import { Passwords } from '../../platform/crypto/passwords.js';
import { EventStore } from '../../platform/events/event-store.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { AgentErrors } from './agents.errors.js';
import { agentCreated, agentUpdated } from './agents.events.js';
import { AFTER_CHANGE } from './agents.caches.js';
import { AgentsRepository, takenError, toDocument } from './agents.repository.js';
import {
  DEFAULT_CALLS,
  type Agent,
  type AgentCount,
  type AgentFilter,
  type AgentOrder,
  type Credentials,
  type NewAgent,
  type ShownStatus,
} from './agents.types.js';

/** What the figures of a new agent begin with; they count in no statistics. */
const START = {
  avgResponseTime: 5,
  customerSatisfaction: 3.5,
  performanceLevel: 'medium',
} as const;

/** The agents of a company: people and voice bots. */
@Injectable()
export class AgentsService {
  constructor(
    private readonly repository: AgentsRepository,
    private readonly passwords: Passwords,
    private readonly transactions: Transactions,
    private readonly events: EventStore,
    private readonly cache: CacheManager,
    private readonly clock: Clock,
  ) {}

  /** @throws AgentErrors.USERNAME_TAKEN, EMAIL_TAKEN */
  async create(clientId: TenantId, input: NewAgent): Promise<Agent> {
    const passwordHash = await this.passwords.hash(input.password);
    const agent = this.newAgent(await this.repository.nextId(), clientId, input);
    try {
      await this.transactions.run(async (session) => {
        await this.repository.insert(session, toDocument(agent, passwordHash));
        await this.events.append(session, [agentCreated(agent, agent.createdAt)]);
      });
    } catch (error) {
      throw takenError(error) ?? error;
    }
    await this.cache.drop(clientId, ...AFTER_CHANGE);
    return agent;
  }

  /** @throws AgentErrors.AGENT_NOT_FOUND also for the id of another tenant's agent */
  async get(clientId: TenantId, id: AgentId): Promise<Agent> {
    const agent = await this.repository.findById(clientId, id);
    if (!agent) throw AgentErrors.AGENT_NOT_FOUND();
    return agent;
  }

  /** Those of the ids that are agents of the tenant. */
  async find(
    clientId: TenantId,
    ids: readonly AgentId[],
    session?: ClientSession,
  ): Promise<ReadonlyMap<AgentId, Agent>> {
    const agents = await this.repository.findByIds(clientId, [...new Set(ids)], session);
    return new Map(agents.map((agent) => [agent.id, agent]));
  }

  /**
   * For references: the agent must be of the tenant, in the transaction that refers to it.
   * @throws AgentErrors.AGENT_NOT_FOUND
   */
  async require(session: ClientSession, clientId: TenantId, id: AgentId): Promise<Agent> {
    const agent = await this.repository.findById(clientId, id, session);
    if (!agent) throw AgentErrors.AGENT_NOT_FOUND();
    return agent;
  }

  async list(
    clientId: TenantId,
    filter: AgentFilter,
    order: AgentOrder,
    page: PageRequest,
  ): Promise<Page<Agent>> {
    return await this.repository.list(clientId, filter, order, page);
  }

  /** How many agents are alike in role, department, activity and status. */
  async countByKind(clientId: TenantId): Promise<readonly AgentCount[]> {
    return await this.repository.countByKind(clientId);
  }

  /** Each department's name and size, by name. */
  async countByDepartment(
    clientId: TenantId,
  ): Promise<readonly { readonly name: string; readonly count: number }[]> {
    return await this.repository.countByDepartment(clientId);
  }

  /** The account of a username or e-mail address, whatever its tenant. For sign-in only. */
  async findByLogin(usernameOrEmail: string): Promise<Credentials | null> {
    return await this.repository.findByLogin(usernameOrEmail);
  }

  /** @throws AgentErrors.AGENT_NOT_FOUND */
  async credentialsOf(clientId: TenantId, id: AgentId): Promise<Credentials> {
    const credentials = await this.repository.findCredentials(clientId, id);
    if (!credentials) throw AgentErrors.AGENT_NOT_FOUND();
    return credentials;
  }

  /** The active admin that was there first; null when the company has none. */
  async firstAdmin(clientId: TenantId): Promise<Agent | null> {
    return await this.repository.findFirstAdmin(clientId);
  }

  /** False when the agent was deactivated meanwhile: it must not sign in. */
  async recordLogin(
    session: ClientSession,
    clientId: TenantId,
    id: AgentId,
    at: Date,
  ): Promise<boolean> {
    return await this.repository.setLastLogin(session, clientId, id, at);
  }

  /** What lists show of agents: kept equal to the derived status by `heartbeat`. */
  async setOnlineStatuses(
    session: ClientSession,
    clientId: TenantId,
    statuses: readonly ShownStatus[],
  ): Promise<void> {
    if (statuses.length === 0) return;
    await this.repository.setOnlineStatuses(session, clientId, statuses);
  }

  /**
   * Stores a password that was hashed before: hashing must not hold a transaction open.
   * @throws AgentErrors.AGENT_NOT_FOUND
   */
  async setPassword(
    session: ClientSession,
    clientId: TenantId,
    id: AgentId,
    change: { readonly passwordHash: string; readonly mustChangePassword: boolean },
  ): Promise<void> {
    const updatedAt = this.clock.date();
    const agent = await this.repository.setPassword(session, clientId, id, {
      ...change,
      updatedAt,
    });
    if (!agent) throw AgentErrors.AGENT_NOT_FOUND();
    await this.events.append(session, [agentUpdated(agent, updatedAt)]);
  }

  private newAgent(id: AgentId, clientId: TenantId, input: NewAgent): Agent {
    const now = this.clock.date();
    const kind = input.kind ?? 'human';
    return {
      id,
      clientId,
      username: input.username,
      email: input.email,
      role: input.role,
      isActive: true,
      lastLoginAt: null,
      fullName: input.fullName,
      avatar: input.avatar ?? null,
      phone: input.phone ?? null,
      dialNumber: normalisePhone(input.phone),
      department: input.department,
      kind,
      maxConcurrentCalls: input.maxConcurrentCalls ?? DEFAULT_CALLS[kind],
      externalId: input.externalId ?? null,
      onlineStatus: 'offline',
      lastSeen: null,
      currentTickets: 0,
      totalTicketsHandled: 0,
      ticketsResolvedToday: 0,
      messagesHandledToday: 0,
      onlineHoursToday: 0,
      ...START,
      mustChangePassword: false,
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
  }
}
