import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { asAgentId, type AgentId, type TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { CacheManager } from '../../platform/cache/cache-manager.js';
import { Passwords } from '../../platform/crypto/passwords.js';
import { EventStore } from '../../platform/events/event-store.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { AgentIds } from './agent-ids.js';
import { AgentErrors } from './agents.errors.js';
import { agentCreated, agentUpdated } from './agents.events.js';
import { AFTER_CHANGE } from './agents.caches.js';
import { AgentsRepository, isIdUsed, takenError, toDocument } from './agents.repository.js';
import type {
  Agent,
  AgentCount,
  AgentFilter,
  AgentOrder,
  Credentials,
  NewAgent,
  PasswordChange,
  ShownStatus,
} from './agents.types.js';
import { newAgent } from './new-agent.domain.js';

/** The agents of a company: people and voice bots. */
@Injectable()
export class AgentsService {
  constructor(
    private readonly repository: AgentsRepository,
    private readonly ids: AgentIds,
    private readonly passwords: Passwords,
    private readonly transactions: Transactions,
    private readonly events: EventStore,
    private readonly cache: CacheManager,
    private readonly clock: Clock,
  ) {}

  /** @throws AgentErrors.USERNAME_TAKEN, EMAIL_TAKEN */
  async create(clientId: TenantId, input: NewAgent): Promise<Agent> {
    const passwordHash = await this.passwords.hash(input.password);
    const agent = await this.store(clientId, input, passwordHash);
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

  /** The agents that match every filter, by id, in pieces of so many; as they are when asked for. */
  async *all(
    clientId: TenantId,
    filter: AgentFilter,
    pieceSize: number,
  ): AsyncGenerator<readonly Agent[]> {
    let after = asAgentId(0);
    for (;;) {
      const piece = await this.repository.listAfter(clientId, filter, after, pieceSize);
      const last = piece.at(-1);
      if (!last) return;
      yield piece;
      after = last.id;
    }
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

  /** @throws AgentErrors.AGENT_NOT_FOUND */
  async setPassword(
    session: ClientSession,
    clientId: TenantId,
    id: AgentId,
    change: PasswordChange,
  ): Promise<void> {
    const updatedAt = this.clock.date();
    const agent = await this.repository.setPassword(session, clientId, id, {
      ...change,
      updatedAt,
    });
    if (!agent) throw AgentErrors.AGENT_NOT_FOUND();
    await this.events.append(session, [agentUpdated(agent, updatedAt)]);
  }

  private async store(clientId: TenantId, input: NewAgent, passwordHash: string): Promise<Agent> {
    const agent = newAgent(await this.ids.next(), clientId, input, this.clock.date());
    try {
      await this.transactions.run(async (session) => {
        await this.repository.insert(session, toDocument(agent, { passwordHash }));
        await this.events.append(session, [agentCreated(agent, agent.createdAt)]);
      });
      return agent;
    } catch (error) {
      if (isIdUsed(error)) return await this.store(clientId, input, passwordHash);
      throw takenError(error) ?? error;
    }
  }
}
