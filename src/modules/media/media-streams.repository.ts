import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import type { CallLogId, TenantId } from '../../common/ids.js';
import { insert } from '../../platform/mongo/documents.js';
import { SYSTEM } from '../../platform/mongo/tenant.plugin.js';
import type { MediaStreamDocument } from './media-stream.schema.js';

@Injectable()
export class MediaStreamsRepository {
  constructor(@InjectModel('MediaStream') private readonly streams: Model<MediaStreamDocument>) {}

  async insert(stream: MediaStreamDocument): Promise<void> {
    await insert(this.streams, [stream]);
  }

  /** By its token alone: whose it is, is not known before. */
  async findByTokenHash(tokenHash: string): Promise<MediaStreamDocument | null> {
    return await this.streams.findOne({ tokenHash }).setOptions(SYSTEM).lean<MediaStreamDocument>();
  }

  /** @returns whether it had not been started before */
  async markStarted(
    { clientId, _id }: MediaStreamDocument,
    started: Pick<MediaStreamDocument, 'startedAt' | 'providerSid'>,
  ): Promise<boolean> {
    const found = await this.streams.updateOne(
      { clientId, _id, startedAt: null },
      { $set: started },
    );
    return found.modifiedCount === 1;
  }

  async askToHangUp(clientId: TenantId, callLogId: CallLogId, hangUpAskedAt: Date): Promise<void> {
    await this.streams.updateMany(
      { clientId, callLogId, endedAt: null },
      { $set: { hangUpAskedAt } },
    );
  }

  /** Those of these streams that shall be hung up, of all companies: a node's own question. */
  async toHangUp(ids: readonly string[]): Promise<readonly string[]> {
    const found = await this.streams
      .find({ _id: { $in: ids }, hangUpAskedAt: { $ne: null } })
      .select({ _id: 1 })
      .setOptions(SYSTEM)
      .lean<Pick<MediaStreamDocument, '_id'>[]>();
    return found.map(({ _id }) => _id);
  }

  async markEnded(
    { clientId, _id }: MediaStreamDocument,
    ended: Pick<MediaStreamDocument, 'endedAt' | 'end' | 'figures'>,
  ): Promise<void> {
    await this.streams.updateOne({ clientId, _id, endedAt: null }, { $set: ended });
  }
}
