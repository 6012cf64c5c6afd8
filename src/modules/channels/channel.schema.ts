import { Schema } from 'mongoose';
import type { ChannelId, TenantId } from '../../common/ids.js';
import type { Sealed } from '../../platform/crypto/secret-box.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import { CHANNEL_TYPES, type ChannelType, type VoiceConfig } from './channel.types.js';

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

export interface ChannelDocument extends TenantDocument {
  readonly _id: ChannelId;
  readonly clientId: TenantId;
  readonly type: ChannelType;
  readonly name: string;
  readonly isActive: boolean;
  readonly config: VoiceConfig;
  readonly credentials: { readonly apiKey: SealedCredential; readonly apiToken: SealedCredential };
  readonly tokens: readonly WebhookToken[];
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const ChannelSchema = new Schema<ChannelDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    type: { type: String, required: true, enum: CHANNEL_TYPES },
    name: { type: String, required: true, maxlength: 100 },
    isActive: { type: Boolean, required: true },
    config: { type: Schema.Types.Mixed, required: true },
    credentials: { type: Schema.Types.Mixed, required: true },
    tokens: { type: [{ type: Schema.Types.Mixed }], required: true },
    version: { type: Number, required: true, min: 1 },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'channels', versionKey: false },
);

// One channel of each type; a tenant's channel by its type.
ChannelSchema.index({ clientId: 1, type: 1 }, { unique: true });
// A webhook finds its channel: no tenant is known yet.
ChannelSchema.index({ 'tokens.hash': 1 }, { unique: true });
