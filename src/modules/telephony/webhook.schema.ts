import { Schema } from 'mongoose';
import type { TenantDocument } from '../../platform/mongo/documents.js';

export const WEBHOOK_KINDS = [
  'connect',
  'stream',
  'passthru',
  'hold',
  'gather',
  'popup',
  'status',
] as const;
export type WebhookKind = (typeof WEBHOOK_KINDS)[number];

/** A webhook as it came. */
export interface WebhookDocument extends TenantDocument {
  readonly _id: string;
  readonly clientId: string;
  readonly channelId: string;
  readonly kind: WebhookKind;
  readonly method: string;
  readonly at: Date;
  readonly callSid: string | null;
  readonly fields: Readonly<Record<string, unknown>>;
  /** What was wrong with it, in words. */
  readonly problems: readonly string[];
}

export const WebhookSchema = new Schema<WebhookDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    channelId: { type: String, required: true },
    kind: { type: String, required: true, enum: WEBHOOK_KINDS },
    method: { type: String, required: true },
    at: { type: Date, required: true },
    callSid: { type: String },
    fields: { type: Schema.Types.Mixed, required: true },
    problems: { type: [String], required: true },
  },
  { collection: 'provider_webhooks', versionKey: false },
);

// What is past its retention.
WebhookSchema.index({ clientId: 1, at: 1 });
// What Exotel said of one call.
WebhookSchema.index({ clientId: 1, callSid: 1, _id: 1 });
// When a channel's webhook of a kind came last; `at` tells the waiting passthru from the last one.
WebhookSchema.index({ clientId: 1, channelId: 1, kind: 1, 'fields.at': 1, at: -1 });
