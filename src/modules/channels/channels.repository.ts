import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import { insert } from '../../platform/mongo/documents.js';
import { SYSTEM } from '../../platform/mongo/tenant.plugin.js';
import type { ChannelDocument } from './channel.schema.js';
import type { ChannelType, TestResult } from './channel.types.js';

export type ChannelChange = Partial<
  Pick<
    ChannelDocument,
    'name' | 'isActive' | 'config' | 'credentials' | 'tokens' | 'lastTestedAt' | 'lastTestResult'
  >
>;

/** Every query of the collection `channels`. */
@Injectable()
export class ChannelsRepository {
  constructor(@InjectModel('Channel') private readonly channels: Model<ChannelDocument>) {}

  async insert(session: ClientSession, channel: ChannelDocument): Promise<void> {
    await insert(this.channels, [channel], session);
  }

  /** A change of what was read; null when somebody was faster. */
  async update(
    session: ClientSession,
    before: ChannelDocument,
    change: ChannelChange,
    updatedAt: Date,
  ): Promise<ChannelDocument | null> {
    const { _id, clientId, version } = before;
    return await this.channels
      .findOneAndUpdate(
        { _id, clientId, version },
        { $set: { ...change, updatedAt }, $inc: { version: 1 } },
        { session, returnDocument: 'after' },
      )
      .lean<ChannelDocument>();
  }

  /** Notes a test of this version of the settings; false when they have changed since. */
  async noteTest(
    session: ClientSession,
    { _id, clientId, version }: Pick<ChannelDocument, '_id' | 'clientId' | 'version'>,
    lastTestedAt: Date,
    lastTestResult: TestResult,
  ): Promise<ChannelDocument | null> {
    return await this.channels
      .findOneAndUpdate(
        { _id, clientId, version },
        { $set: { lastTestedAt, lastTestResult } },
        { session, returnDocument: 'after' },
      )
      .lean<ChannelDocument>();
  }

  async delete(session: ClientSession, { _id, clientId }: ChannelDocument): Promise<void> {
    await this.channels.deleteOne({ _id, clientId }, { session });
  }

  async find(
    clientId: TenantId,
    type: ChannelType,
    session?: ClientSession,
  ): Promise<ChannelDocument | null> {
    return await this.channels
      .findOne({ clientId, type })
      .session(session ?? null)
      .lean<ChannelDocument>();
  }

  async list(clientId: TenantId): Promise<ChannelDocument[]> {
    return await this.channels.find({ clientId }).sort({ type: 1 }).lean<ChannelDocument[]>();
  }

  /** Whose webhook token is this? Asked before any tenant is known. */
  async findByTokenHash(hash: string): Promise<ChannelDocument | null> {
    return await this.channels
      .findOne({ 'tokens.hash': hash })
      .setOptions(SYSTEM)
      .lean<ChannelDocument>();
  }

  /** The channels of one type, over all tenants. */
  async listAll(type: ChannelType): Promise<ChannelDocument[]> {
    return await this.channels.find({ type }).setOptions(SYSTEM).lean<ChannelDocument[]>();
  }
}
