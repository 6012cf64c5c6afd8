import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Connection, Model, QueryFilter } from 'mongoose';
import { asAgentId, type AgentId, type TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { insert } from '../../platform/mongo/documents.js';
import { SYSTEM } from '../../platform/mongo/tenant.plugin.js';
import type { AgentDocument } from './agent.schema.js';
import type { Agent, AgentFilter, AgentSort, Credentials, ShownStatus } from './agents.types.js';

type Stored = Omit<AgentDocument, 'passwordHash' | 'usernameKey' | 'emailKey'>;

/** What leaves the repository but for sign-in: never the hash. */
const PUBLIC_FIELDS = { passwordHash: 0, usernameKey: 0, emailKey: 0 } as const;
const SEARCHED = ['username', 'fullName', 'email', 'department'] as const;

/** The agent that a document stands for. */
export function toAgent(stored: Stored): Agent {
  const { _id: id, ...rest } = stored;
  return { id, ...rest };
}

@Injectable()
export class AgentsRepository {
  constructor(
    @InjectModel('Agent') private readonly agents: Model<AgentDocument>,
    @InjectConnection() private readonly connection: Connection,
  ) {}

  /** The next whole number; one that is not used in the end leaves a gap. */
  async nextId(): Promise<AgentId> {
    const counter = await this.connection
      .collection<{ _id: string; value: number }>('counters')
      .findOneAndUpdate(
        { _id: 'agentId' },
        { $inc: { value: 1 } },
        { upsert: true, returnDocument: 'after' },
      );
    return asAgentId(counter?.value ?? 1);
  }

  async insert(session: ClientSession, agent: AgentDocument): Promise<void> {
    await insert(this.agents, [agent], session);
  }

  async findById(clientId: TenantId, id: AgentId, session?: ClientSession): Promise<Agent | null> {
    const stored = await this.agents
      .findOne({ _id: id, clientId })
      .select(PUBLIC_FIELDS)
      .session(session ?? null)
      .lean<Stored>();
    return stored && toAgent(stored);
  }

  async findByIds(
    clientId: TenantId,
    ids: readonly AgentId[],
    session?: ClientSession,
  ): Promise<Agent[]> {
    if (ids.length === 0) return [];
    const stored = await this.agents
      .find({ clientId, _id: { $in: ids } })
      .select(PUBLIC_FIELDS)
      .session(session ?? null)
      .lean<Stored[]>();
    return stored.map(toAgent);
  }

  async list(
    clientId: TenantId,
    filter: AgentFilter,
    sort: { readonly by: AgentSort; readonly descending: boolean },
    { page, limit }: PageRequest,
  ): Promise<Page<Agent>> {
    const query = toQuery(clientId, filter);
    const field = sort.by === 'id' ? '_id' : sort.by;
    const direction = sort.descending ? -1 : 1;
    const [items, total] = await Promise.all([
      this.agents
        .find(query)
        .select(PUBLIC_FIELDS)
        .sort(field === '_id' ? { _id: direction } : { [field]: direction, _id: direction })
        .skip((page - 1) * limit)
        .limit(limit)
        .lean<Stored[]>(),
      this.agents.countDocuments(query),
    ]);
    return { items: items.map(toAgent), total, page, limit };
  }

  /** The account of a sign-in name, before its tenant is known. */
  async findByLogin(login: string): Promise<Credentials | null> {
    const key = login.toLowerCase();
    const stored = await this.agents
      .findOne(key.includes('@') ? { emailKey: key } : { usernameKey: key })
      .setOptions(SYSTEM)
      .lean<AgentDocument>();
    return stored && toCredentials(stored);
  }

  async findCredentials(clientId: TenantId, id: AgentId): Promise<Credentials | null> {
    const stored = await this.agents.findOne({ _id: id, clientId }).lean<AgentDocument>();
    return stored && toCredentials(stored);
  }

  async findFirstAdmin(clientId: TenantId): Promise<Agent | null> {
    const stored = await this.agents
      .findOne({ clientId, role: 'admin', isActive: true })
      .select(PUBLIC_FIELDS)
      .sort({ _id: 1 })
      .lean<Stored>();
    return stored && toAgent(stored);
  }

  async setOnlineStatuses(
    session: ClientSession,
    clientId: TenantId,
    statuses: readonly ShownStatus[],
  ): Promise<void> {
    await this.agents.collection.bulkWrite(
      statuses.map(({ agentId, onlineStatus, lastSeen }) => ({
        updateOne: {
          filter: { _id: agentId, clientId },
          update: { $set: { onlineStatus, ...(lastSeen && { lastSeen }) } },
        },
      })),
      { session, ordered: false },
    );
  }

  async setLastLogin(
    session: ClientSession,
    clientId: TenantId,
    id: AgentId,
    lastLoginAt: Date,
  ): Promise<void> {
    await this.agents.updateOne({ _id: id, clientId }, { $set: { lastLoginAt } }, { session });
  }

  async setPassword(
    session: ClientSession,
    clientId: TenantId,
    id: AgentId,
    change: { passwordHash: string; mustChangePassword: boolean; updatedAt: Date },
  ): Promise<Agent | null> {
    const stored = await this.agents
      .findOneAndUpdate(
        { _id: id, clientId },
        { $set: change },
        { session, returnDocument: 'after', projection: PUBLIC_FIELDS },
      )
      .lean<Stored>();
    return stored && toAgent(stored);
  }
}

function toCredentials(stored: AgentDocument): Credentials {
  const { passwordHash, usernameKey: _u, emailKey: _e, ...rest } = stored;
  return { agent: toAgent(rest), passwordHash };
}

function toQuery(clientId: TenantId, filter: AgentFilter): QueryFilter<AgentDocument> {
  const { search, ...exact } = filter;
  const words = (search ?? '').split(/\s+/).filter((word) => word !== '');
  const conditions = words.map((word) => {
    const pattern = { $regex: word.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`), $options: 'i' };
    return { $or: SEARCHED.map((field) => ({ [field]: pattern })) };
  });
  const given = Object.entries(exact).filter(([, value]) => value !== undefined);
  return {
    clientId,
    ...Object.fromEntries(given),
    ...(conditions.length > 0 && { $and: conditions }),
  };
}
