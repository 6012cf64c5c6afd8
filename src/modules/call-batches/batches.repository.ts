import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Connection, Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import { insert } from '../../platform/mongo/documents.js';
import { SYSTEM } from '../../platform/mongo/tenant.plugin.js';
import type { StateCount } from './batch.domain.js';
import type { BatchDocument } from './batch.schema.js';

@Injectable()
export class BatchesRepository {
  constructor(
    @InjectModel('CallBatch') private readonly batches: Model<BatchDocument>,
    @InjectConnection() private readonly connection: Connection,
  ) {}

  async insert(session: ClientSession, batch: BatchDocument): Promise<void> {
    await insert(this.batches, [batch], session);
  }

  /** False when there is no such batch of this file yet. */
  async addTo(
    session: ClientSession,
    clientId: TenantId,
    _id: string,
    fileHash: string | null,
    calls: number,
  ): Promise<boolean> {
    const { matchedCount } = await this.batches.updateOne(
      { _id, clientId, fileHash },
      { $inc: { total: calls }, $set: { isDone: false } },
      { session },
    );
    return matchedCount > 0;
  }

  async find(clientId: TenantId, _id: string): Promise<BatchDocument | null> {
    return await this.batches.findOne({ _id, clientId }).lean<BatchDocument>();
  }

  /** How many of a batch's calls, with their further attempts, are in which state. */
  async counts(clientId: TenantId, batchId: string): Promise<StateCount[]> {
    return await this.connection
      .collection('call_logs')
      .aggregate<StateCount>([
        { $match: { clientId, 'metadata.batchId': batchId } },
        { $group: { _id: { dialState: '$dialState', status: '$status' }, count: { $sum: 1 } } },
        { $project: { _id: 0, dialState: '$_id.dialState', status: '$_id.status', count: 1 } },
      ])
      .toArray();
  }

  /** Takes the next turn of a batch; false while the pause after the last one lasts. */
  async takeTurn(
    session: ClientSession,
    clientId: TenantId,
    _id: string,
    now: Date,
    intervalMs: number,
  ): Promise<boolean> {
    const { matchedCount } = await this.batches.updateOne(
      { _id, clientId, nextDialAt: { $lte: now } },
      { $set: { nextDialAt: new Date(now.getTime() + intervalMs) } },
      { session },
    );
    return matchedCount > 0;
  }

  /** The batches that go on, of all companies: the system's own question. */
  async open(limit: number): Promise<BatchDocument[]> {
    return await this.batches
      .find({ isDone: false })
      .limit(limit)
      .setOptions(SYSTEM)
      .lean<BatchDocument[]>();
  }

  async noteTold(
    session: ClientSession,
    { clientId, _id }: BatchDocument,
    told: string,
    isDone: boolean,
  ): Promise<void> {
    await this.batches.updateOne({ _id, clientId }, { $set: { told, isDone } }, { session });
  }
}
