import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import { insert } from '../../platform/mongo/documents.js';
import { SYSTEM } from '../../platform/mongo/tenant.plugin.js';
import type { RefreshTokenDocument } from './auth.schema.js';

@Injectable()
export class RefreshTokensRepository {
  constructor(@InjectModel('RefreshToken') private readonly tokens: Model<RefreshTokenDocument>) {}

  async insert(transaction: ClientSession, token: RefreshTokenDocument): Promise<void> {
    await insert(this.tokens, [token], transaction);
  }

  /** By the hash alone: who shows a token is not known yet. */
  async findByHash(transaction: ClientSession, hash: string): Promise<RefreshTokenDocument | null> {
    return await this.tokens
      .findOne({ _id: hash })
      .session(transaction)
      .setOptions(SYSTEM)
      .lean<RefreshTokenDocument>();
  }

  async markUsed(
    transaction: ClientSession,
    { _id, clientId }: RefreshTokenDocument,
    usedAt: Date,
    usedBy: string,
  ): Promise<void> {
    await this.tokens.updateOne(
      { _id, clientId },
      { $set: { usedAt, usedBy } },
      { session: transaction },
    );
  }

  async deleteExpired(before: Date): Promise<number> {
    const result = await this.tokens.deleteMany({ expiresAt: { $lt: before } }).setOptions(SYSTEM);
    return result.deletedCount;
  }
}
