import { Schema } from 'mongoose';
import type { ApiKeyId, TenantId } from '../../common/ids.js';
import { PERMISSIONS } from '../../platform/http/roles.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import type { ApiKey } from './api-keys.types.js';

export interface ApiKeyDocument extends Omit<ApiKey, 'id'>, TenantDocument {
  readonly _id: ApiKeyId;
  readonly clientId: TenantId;
  /**
   * SHA-256 of the whole key, hex. No Argon2: that makes guessing dear where people choose the
   * secret; here it is 256 bits of chance, and each request would pay for it.
   */
  readonly hash: string;
}

export const ApiKeySchema = new Schema<ApiKeyDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    name: { type: String, required: true, minlength: 2, maxlength: 100 },
    hash: { type: String, required: true, secret: true },
    scopes: { type: [{ type: String, enum: PERMISSIONS }], required: true },
    agentId: { type: Number },
    createdBy: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date },
    lastUsedAt: { type: Date },
    revokedAt: { type: Date },
  },
  { collection: 'api_keys', versionKey: false },
);

// The company's keys that were not revoked, newest first. (A key that is shown is found by its id.)
ApiKeySchema.index({ clientId: 1, revokedAt: 1, createdAt: -1 });
