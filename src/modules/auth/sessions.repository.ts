import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { AgentId, SessionId, TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { insert } from '../../platform/mongo/documents.js';
import type { AgentSessionDocument } from './auth.schema.js';
import type { EndReason, Session } from './auth.types.js';

const FIELDS = { socketId: 0, endReason: 0 } as const;
type Stored = Omit<AgentSessionDocument, 'socketId' | 'endReason'>;

function toSession({ _id: id, ...rest }: Stored): Session {
  return { id, ...rest };
}

@Injectable()
export class SessionsRepository {
  constructor(
    @InjectModel('AgentSession') private readonly sessions: Model<AgentSessionDocument>,
  ) {}

  async insert(transaction: ClientSession, session: Session): Promise<void> {
    const { id: _id, ...rest } = session;
    await insert(this.sessions, [{ _id, ...rest }], transaction);
  }

  async findById(
    clientId: TenantId,
    id: SessionId,
    transaction?: ClientSession,
  ): Promise<Session | null> {
    const stored = await this.sessions
      .findOne({ _id: id, clientId })
      .select(FIELDS)
      .session(transaction ?? null)
      .lean<Stored>();
    return stored && toSession(stored);
  }

  async listActive(
    clientId: TenantId,
    agentId: AgentId,
    { page, limit }: PageRequest,
  ): Promise<Page<Session>> {
    const query = { clientId, agentId, isActive: true };
    const [items, total] = await Promise.all([
      this.sessions
        .find(query)
        .select(FIELDS)
        .sort({ lastActivity: -1 })
        .skip((page - 1) * limit)
        .limit(limit)
        .lean<Stored[]>(),
      this.sessions.countDocuments(query),
    ]);
    return { items: items.map(toSession), total, page, limit };
  }

  async findActive(
    transaction: ClientSession,
    clientId: TenantId,
    agentId: AgentId,
  ): Promise<Session[]> {
    const stored = await this.sessions
      .find({ clientId, agentId, isActive: true })
      .select(FIELDS)
      .session(transaction)
      .lean<Stored[]>();
    return stored.map(toSession);
  }

  /** The session as it was; null when it is not the agent's, or had ended. */
  async end(
    transaction: ClientSession,
    clientId: TenantId,
    agentId: AgentId,
    id: SessionId,
    {
      reason,
      at,
      unusedSince,
    }: {
      readonly reason: EndReason;
      readonly at: Date;
      readonly unusedSince?: Date | undefined;
    },
  ): Promise<Session | null> {
    const stored = await this.sessions
      .findOneAndUpdate(
        {
          _id: id,
          clientId,
          agentId,
          isActive: true,
          ...(unusedSince && { lastActivity: { $lt: unusedSince } }),
        },
        { $set: { isActive: false, endedAt: at, endReason: reason } },
        { session: transaction, projection: FIELDS },
      )
      .lean<Stored>();
    return stored && toSession(stored);
  }

  /** Live sessions that were not used since a moment, the longest idle first. */
  async findIdle(clientId: TenantId, since: Date, limit: number): Promise<Session[]> {
    const stored = await this.sessions
      .find({ clientId, isActive: true, lastActivity: { $lt: since } })
      .sort({ lastActivity: 1 })
      .limit(limit)
      .select(FIELDS)
      .lean<Stored[]>();
    return stored.map(toSession);
  }

  /** Removes some that have ended and were last used before a moment. */
  async deleteOld(clientId: TenantId, before: Date, limit: number): Promise<number> {
    const old = await this.sessions
      .find({ clientId, isActive: false, lastActivity: { $lt: before } })
      .limit(limit)
      .select({ _id: 1 })
      .lean<{ readonly _id: SessionId }[]>();
    if (old.length === 0) return 0;
    const ids = old.map(({ _id }) => _id);
    await this.sessions.deleteMany({ clientId, _id: { $in: ids } });
    return old.length;
  }

  async activeAgents(clientId: TenantId): Promise<ReadonlySet<AgentId>> {
    return new Set(await this.sessions.distinct('agentId', { clientId, isActive: true }));
  }

  /** When each agent made its last request, of those who made one since a moment. */
  async lastRequests(clientId: TenantId, since: Date): Promise<Map<AgentId, Date>> {
    const rows = await this.sessions.aggregate<{ readonly _id: AgentId; readonly last: Date }>([
      // Both states, so that the index serves the time.
      { $match: { clientId, isActive: { $in: [true, false] }, lastActivity: { $gte: since } } },
      { $group: { _id: '$agentId', last: { $max: '$lastActivity' } } },
    ]);
    return new Map(rows.map(({ _id, last }) => [_id, last]));
  }

  async setLastActivity(clientId: TenantId, id: SessionId, lastActivity: Date): Promise<void> {
    await this.sessions.updateOne(
      { _id: id, clientId, isActive: true },
      { $max: { lastActivity } },
    );
  }

  async setLastActivities(
    clientId: TenantId,
    ids: readonly SessionId[],
    lastActivity: Date,
  ): Promise<void> {
    await this.sessions.updateMany(
      { _id: { $in: [...ids] }, clientId, isActive: true },
      { $max: { lastActivity } },
    );
  }

  async setSocket(clientId: TenantId, id: SessionId, socketId: string): Promise<void> {
    await this.sessions.updateOne({ _id: id, clientId, isActive: true }, { $set: { socketId } });
  }

  async unsetSockets(clientId: TenantId, socketIds: readonly string[]): Promise<void> {
    await this.sessions.updateMany(
      { clientId, socketId: { $in: [...socketIds] } },
      { $unset: { socketId: 1 } },
    );
  }
}
