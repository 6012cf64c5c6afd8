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
    { reason, at }: { readonly reason: EndReason; readonly at: Date },
  ): Promise<Session | null> {
    const stored = await this.sessions
      .findOneAndUpdate(
        { _id: id, clientId, agentId, isActive: true },
        { $set: { isActive: false, endedAt: at, endReason: reason } },
        { session: transaction, projection: FIELDS },
      )
      .lean<Stored>();
    return stored && toSession(stored);
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
