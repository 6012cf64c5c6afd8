import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { ApiKeyId, TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { insert } from '../../platform/mongo/documents.js';
import { SYSTEM } from '../../platform/mongo/tenant.plugin.js';
import type { ApiKeyDocument } from './api-key.schema.js';
import type { ApiKey } from './api-keys.types.js';

type Stored = Omit<ApiKeyDocument, 'hash'>;
const FIELDS = { hash: 0 } as const;

function toApiKey({ _id: id, ...rest }: Stored): ApiKey {
  return { id, ...rest };
}

@Injectable()
export class ApiKeysRepository {
  constructor(@InjectModel('ApiKey') private readonly keys: Model<ApiKeyDocument>) {}

  async insert(session: ClientSession, { id: _id, ...rest }: ApiKey, hash: string): Promise<void> {
    await insert(this.keys, [{ _id, ...rest, hash }], session);
  }

  /** By its id alone: whose it is, is not known before. */
  async findWithHash(id: ApiKeyId): Promise<{ key: ApiKey; hash: string } | null> {
    const stored = await this.keys.findOne({ _id: id }).setOptions(SYSTEM).lean<ApiKeyDocument>();
    if (!stored) return null;
    const { hash, ...rest } = stored;
    return { key: toApiKey(rest), hash };
  }

  /** Those that were not revoked, newest first. */
  async list(clientId: TenantId, { page, limit }: PageRequest): Promise<Page<ApiKey>> {
    const query = { clientId, revokedAt: null };
    const [items, total] = await Promise.all([
      this.keys
        .find(query)
        .select(FIELDS)
        .sort({ createdAt: -1, _id: 1 })
        .skip((page - 1) * limit)
        .limit(limit)
        .lean<Stored[]>(),
      this.keys.countDocuments(query),
    ]);
    return { items: items.map(toApiKey), total, page, limit };
  }

  /** The key as it was; null when there is none, or it was revoked before. */
  async revoke(
    session: ClientSession,
    clientId: TenantId,
    id: ApiKeyId,
    revokedAt: Date,
  ): Promise<ApiKey | null> {
    const stored = await this.keys
      .findOneAndUpdate(
        { _id: id, clientId, revokedAt: null },
        { $set: { revokedAt } },
        { session, projection: FIELDS },
      )
      .lean<Stored>();
    return stored && toApiKey(stored);
  }

  /** Stores the time of a use unless another node did so after `unlessAfter`. */
  async setLastUsed(
    clientId: TenantId,
    id: ApiKeyId,
    lastUsedAt: Date,
    unlessAfter: Date,
  ): Promise<void> {
    const isLongAgo = [{ lastUsedAt: null }, { lastUsedAt: { $lte: unlessAfter } }];
    await this.keys.updateOne({ _id: id, clientId, $or: isLongAgo }, { $set: { lastUsedAt } });
  }
}
