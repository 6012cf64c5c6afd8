import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { CallLogId, TeamId, TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { SYSTEM } from '../../platform/mongo/tenant.plugin.js';
import type { QueueEntry } from './queue.schema.js';
import { pageOf } from '../../platform/mongo/documents.js';

@Injectable()
export class QueueRepository {
  constructor(@InjectModel('QueueEntry') private readonly queue: Model<QueueEntry>) {}

  /** Gives a call its place in line, or puts it back where it was. */
  async enter(session: ClientSession, entry: QueueEntry): Promise<void> {
    const { _id, clientId, state, ...place } = entry;
    await this.queue.updateOne(
      { _id, clientId },
      { $set: { state }, $setOnInsert: place },
      { session, upsert: true },
    );
  }

  /** It waits for other agents than it did, or at another place. */
  async move(session: ClientSession, entry: QueueEntry): Promise<void> {
    const { _id, clientId, ...place } = entry;
    await this.queue.updateOne({ _id, clientId }, { $set: place }, { session });
  }

  /** An agent is kept for it. A call that never waited has no place to mark. */
  async reserve(session: ClientSession, clientId: TenantId, callLogId: CallLogId): Promise<void> {
    await this.queue.updateOne(
      { _id: callLogId, clientId },
      { $set: { state: 'reserved' } },
      { session },
    );
  }

  /** Its caller has hung up and is to be called back: the place stays. */
  async keepForCallback(session: ClientSession, entry: QueueEntry): Promise<void> {
    const { _id, clientId, ...place } = entry;
    await this.queue.updateOne({ _id, clientId }, { $set: place }, { session, upsert: true });
  }

  /** A call back is being placed, or waits (again) for its turn from a moment on. */
  async setCallback(
    session: ClientSession,
    clientId: TenantId,
    callLogId: CallLogId,
    change: Pick<QueueEntry, 'state' | 'notBefore'>,
  ): Promise<void> {
    await this.queue.updateOne(
      { _id: callLogId, clientId, isCallback: true },
      { $set: change },
      { session },
    );
  }

  async leave(session: ClientSession, clientId: TenantId, callLogId: CallLogId): Promise<void> {
    await this.queue.deleteOne({ _id: callLogId, clientId }, { session });
  }

  async find(clientId: TenantId, callLogId: CallLogId): Promise<QueueEntry | null> {
    return await this.queue.findOne({ _id: callLogId, clientId }).lean<QueueEntry>();
  }

  /** Some of a company's, the first in line first. */
  async listOf(clientId: TenantId, limit: number): Promise<QueueEntry[]> {
    return await this.queue
      .find({ clientId })
      .sort({ orderAt: 1 })
      .limit(limit)
      .lean<QueueEntry[]>();
  }

  /** The whole deployment, for the line in memory. */
  async listAll(): Promise<QueueEntry[]> {
    return await this.queue.find({}).setOptions(SYSTEM).lean<QueueEntry[]>();
  }

  /** @param scopes only the calls of these sectors and teams; null: all */
  async list(
    clientId: TenantId,
    scopes: { readonly sectors: readonly string[]; readonly teams: readonly TeamId[] } | null,
    page: PageRequest,
  ): Promise<Page<QueueEntry>> {
    const query = {
      clientId,
      ...(scopes && {
        $or: [
          { teamId: null, sector: { $in: [...scopes.sectors] } },
          { teamId: { $in: [...scopes.teams] } },
        ],
      }),
    };
    return await pageOf(this.queue, query, { orderAt: 1 }, page);
  }
}
