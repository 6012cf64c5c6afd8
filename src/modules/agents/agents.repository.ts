import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model, QueryFilter } from 'mongoose';
import { asTenantId, type AgentId, type TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import type { DomainError } from '../../common/errors.js';
import { duplicateFields, insert, isDuplicateKey } from '../../platform/mongo/documents.js';
import { SYSTEM, tenantOf } from '../../platform/mongo/tenant.plugin.js';
import type { AdminGuardDocument, AgentDocument } from './agent.schema.js';
import { AgentErrors } from './agents.errors.js';
import {
  CHANGEABLE,
  type Agent,
  type AgentCount,
  type AgentFilter,
  type AgentOrder,
  type Credentials,
  type PasswordChange,
  type ShownStatus,
} from './agents.types.js';
import { searchKeysOf, searchWords } from './search-keys.domain.js';

type Hidden = 'passwordHash' | 'passwordUntil' | 'usernameKey' | 'emailKey' | 'searchKeys';
/** Agents of old have no `streamUrl`. */
type Stored = Omit<AgentDocument, Hidden | 'streamUrl'> & Partial<Pick<AgentDocument, 'streamUrl'>>;

/** What leaves the repository but for sign-in: never the hash. */
const PUBLIC_FIELDS = {
  passwordHash: 0,
  passwordUntil: 0,
  usernameKey: 0,
  emailKey: 0,
  searchKeys: 0,
} as const;
const SORTED_BY = { id: '_id', username: 'usernameKey', email: 'emailKey' } as const;

/** The agent that a document stands for. */
export function toAgent(stored: Stored): Agent {
  const { _id: id, ...rest } = stored;
  return { id, streamUrl: null, ...rest };
}

/** The document of an agent that is new. */
export function toDocument(
  { id: _id, ...agent }: Agent,
  { passwordHash, passwordUntil }: Pick<AgentDocument, 'passwordHash' | 'passwordUntil'>,
): AgentDocument {
  return { _id, ...agent, ...keysOf(agent), passwordHash, passwordUntil: passwordUntil ?? null };
}

/** What agents are found by. */
function keysOf({ username, email, fullName, department }: Omit<Agent, 'id'>) {
  return {
    usernameKey: username.toLowerCase(),
    emailKey: email.toLowerCase(),
    searchKeys: searchKeysOf([username, fullName, email, department]),
  };
}

/** The error that a name or an address of somebody else is, if it is that. */
export function takenError(error: unknown): DomainError | null {
  if (!isDuplicateKey(error)) return null;
  const fields = duplicateFields(error);
  if (fields.includes('usernameKey')) return AgentErrors.USERNAME_TAKEN();
  return fields.includes('emailKey') ? AgentErrors.EMAIL_TAKEN() : null;
}

/** Did somebody else get the same id? It happens where ids of another system are kept. */
export function isIdUsed(error: unknown): boolean {
  return isDuplicateKey(error) && duplicateFields(error).includes('_id');
}

@Injectable()
export class AgentsRepository {
  constructor(
    @InjectModel('Agent') private readonly agents: Model<AgentDocument>,
    @InjectModel('AdminGuard') private readonly adminGuards: Model<AdminGuardDocument>,
  ) {}

  /** Those of the ids that some agent of the deployment has. */
  async findUsedIds(ids: readonly AgentId[]): Promise<AgentId[]> {
    const stored = await this.agents
      .find({ _id: { $in: ids } })
      .select({ _id: 1 })
      .setOptions(SYSTEM)
      .lean<{ readonly _id: AgentId }[]>();
    return stored.map(({ _id }) => _id);
  }

  /** Those of the names and addresses that some account of the deployment has, in lower case. */
  async findTaken(
    session: ClientSession,
    usernameKeys: readonly string[],
    emailKeys: readonly string[],
  ): Promise<{ readonly usernameKeys: string[]; readonly emailKeys: string[] }> {
    const stored = await this.agents
      .find({ $or: [{ usernameKey: { $in: usernameKeys } }, { emailKey: { $in: emailKeys } }] })
      .select({ usernameKey: 1, emailKey: 1 })
      .session(session)
      .setOptions(SYSTEM)
      .lean<Pick<AgentDocument, 'usernameKey' | 'emailKey'>[]>();
    return {
      usernameKeys: stored.map(({ usernameKey }) => usernameKey),
      emailKeys: stored.map(({ emailKey }) => emailKey),
    };
  }

  async insert(session: ClientSession, ...agents: readonly AgentDocument[]): Promise<void> {
    await insert(this.agents, agents, session);
  }

  /** The next agents by id after one of them; for reading all of them bit by bit. */
  async listAfter(
    clientId: TenantId,
    filter: AgentFilter,
    after: AgentId,
    limit: number,
  ): Promise<Agent[]> {
    const stored = await this.agents
      .find({ ...toQuery(clientId, filter), _id: { $gt: after } })
      .select(PUBLIC_FIELDS)
      .sort({ _id: 1 })
      .limit(limit)
      .lean<Stored[]>();
    return stored.map(toAgent);
  }

  async findById(clientId: TenantId, id: AgentId, session?: ClientSession): Promise<Agent | null> {
    // Past mongoose: every heartbeat and every look at an agent reads one.
    const stored = await this.agents.collection.findOne<Stored>(
      { _id: id, clientId: asTenantId(tenantOf(clientId, 'Agent.findById')) },
      { projection: PUBLIC_FIELDS, ...(session && { session }) },
    );
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
    { by, descending }: AgentOrder,
    { page, limit }: PageRequest,
  ): Promise<Page<Agent>> {
    const query = toQuery(clientId, filter);
    const field: string = by in SORTED_BY ? SORTED_BY[by as keyof typeof SORTED_BY] : by;
    const direction = descending ? -1 : 1;
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

  /** How many agents are alike in what statistics are made of. */
  async countByKind(clientId: TenantId): Promise<AgentCount[]> {
    const fields = ['role', 'department', 'isActive', 'onlineStatus'] as const;
    const kind = Object.fromEntries(fields.map((field) => [field, `$${field}`]));
    return await this.agents.aggregate<AgentCount>([
      { $match: { clientId } },
      { $group: { _id: kind, count: { $sum: 1 } } },
      { $replaceWith: { $mergeObjects: ['$_id', { count: '$count' }] } },
    ]);
  }

  /** Each department's name and size, by name. */
  async countByDepartment(
    clientId: TenantId,
  ): Promise<{ readonly name: string; readonly count: number }[]> {
    return await this.agents.aggregate([
      { $match: { clientId } },
      { $group: { _id: '$department', count: { $sum: 1 } } },
      { $sort: { _id: 1 } },
      { $project: { _id: 0, name: '$_id', count: 1 } },
    ]);
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

  /** False when there is no such active agent. */
  async setLastLogin(
    session: ClientSession,
    clientId: TenantId,
    id: AgentId,
    lastLoginAt: Date,
  ): Promise<boolean> {
    const result = await this.agents.updateOne(
      { _id: id, clientId, isActive: true },
      { $set: { lastLoginAt } },
      { session },
    );
    return result.matchedCount === 1;
  }

  /** Stores what may be changed of an agent, as the next version. */
  async update(session: ClientSession, agent: Agent): Promise<Agent> {
    const { id, clientId, dialNumber, updatedAt } = agent;
    const changed = Object.fromEntries(CHANGEABLE.map((field) => [field, agent[field]]));
    const stored = await this.agents
      .findOneAndUpdate(
        { _id: id, clientId },
        { $set: { ...changed, ...keysOf(agent), dialNumber, updatedAt }, $inc: { version: 1 } },
        { session, returnDocument: 'after', projection: PUBLIC_FIELDS },
      )
      .lean<Stored>();
    if (!stored) throw AgentErrors.AGENT_NOT_FOUND();
    return toAgent(stored);
  }

  /** A write that nobody else can do at once: who takes an admin away does it first. */
  async guardAdmins(session: ClientSession, clientId: TenantId): Promise<void> {
    await this.adminGuards.updateOne(
      { _id: clientId, clientId },
      { $inc: { removals: 1 } },
      { session, upsert: true },
    );
  }

  async countActiveAdmins(session: ClientSession, clientId: TenantId): Promise<number> {
    return await this.agents
      .countDocuments({ clientId, role: 'admin', isActive: true })
      .session(session);
  }

  async setPassword(
    session: ClientSession,
    clientId: TenantId,
    id: AgentId,
    change: PasswordChange & { readonly updatedAt: Date },
  ): Promise<Agent | null> {
    const stored = await this.agents
      .findOneAndUpdate(
        { _id: id, clientId },
        { $set: change, $inc: { version: 1 } },
        { session, returnDocument: 'after', projection: PUBLIC_FIELDS },
      )
      .lean<Stored>();
    return stored && toAgent(stored);
  }
}

function toCredentials(stored: AgentDocument): Credentials {
  const { passwordHash, passwordUntil = null, ...others } = stored;
  const { usernameKey: _u, emailKey: _e, searchKeys: _s, ...rest } = others;
  return { agent: toAgent(rest), passwordHash, passwordUntil };
}

function toQuery(clientId: TenantId, filter: AgentFilter): QueryFilter<AgentDocument> {
  const { search, ...exact } = filter;
  const conditions = searchWords(search ?? '').map((word) => ({
    searchKeys: { $regex: `^${word.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}` },
  }));
  const given = Object.entries(exact).filter(([, value]) => value !== undefined);
  return {
    clientId,
    ...Object.fromEntries(given),
    ...(conditions.length > 0 && { $and: conditions }),
  };
}
