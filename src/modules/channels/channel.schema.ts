import { Schema } from 'mongoose';
import type { ChannelId, TenantId } from '../../common/ids.js';
import type { Sealed } from '../../platform/crypto/secret-box.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import { CHANNEL_TYPES, type TestResult, type TypedConfig } from './channel.types.js';

/** A secret that only the server opens, and how it is shown. */
export interface SealedCredential {
  readonly sealed: Sealed;
  /** `••••` and the last four characters. */
  readonly mask: string;
}

/** A token of the webhook address: found by its hash, shown again from what is sealed. */
export interface WebhookToken {
  /** SHA-256, hex. */
  readonly hash: string;
  readonly sealed: Sealed;
  readonly createdAt: Date;
  /** An old token ends here; null: it is the present one. */
  readonly expiresAt: Date | null;
}

interface ChannelFields extends TenantDocument {
  readonly _id: ChannelId;
  readonly clientId: TenantId;
  readonly name: string;
  readonly isActive: boolean;
  /** By the names that the type has (`CREDENTIALS`). */
  readonly credentials: Readonly<Record<string, SealedCredential>>;
  readonly tokens: readonly WebhookToken[];
  /** Of the present settings; null when they were never tested. */
  readonly lastTestedAt: Date | null;
  readonly lastTestResult: TestResult | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type ChannelDocument = ChannelFields & TypedConfig;

export const ChannelSchema = new Schema(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    type: { type: String, required: true, enum: CHANNEL_TYPES },
    name: { type: String, required: true, maxlength: 100 },
    isActive: { type: Boolean, required: true },
    config: { type: Schema.Types.Mixed, required: true },
    credentials: { type: Schema.Types.Mixed, required: true },
    tokens: { type: [{ type: Schema.Types.Mixed }], required: true },
    lastTestedAt: { type: Date },
    lastTestResult: { type: Schema.Types.Mixed },
    version: { type: Number, required: true, min: 1 },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  // What has no secrets has empty credentials, not none.
  { collection: 'channels', versionKey: false, minimize: false },
);

// One channel of each type; a tenant's channel by its type.
ChannelSchema.index({ clientId: 1, type: 1 }, { unique: true });
// A webhook finds its channel: no tenant is known yet.
ChannelSchema.index({ 'tokens.hash': 1 }, { unique: true });
