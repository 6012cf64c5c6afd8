import { Schema } from 'mongoose';
import type { WebhookEndpoint } from './webhooks.types.js';

export const WebhookEndpointSchema = new Schema<WebhookEndpoint>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    url: { type: String, required: true, maxlength: 2000 },
    description: { type: String, maxlength: 500 },
    events: { type: [String], required: true },
    isActive: { type: Boolean, required: true },
    disabledReason: { type: String, enum: ['gone'] },
    secrets: { type: [{ type: Schema.Types.Mixed }], required: true },
    fedUpTo: { type: Number, required: true, min: 0 },
    version: { type: Number, required: true, min: 1 },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'webhook_endpoints', versionKey: false },
);

// A company's receivers, oldest first.
WebhookEndpointSchema.index({ clientId: 1, createdAt: 1 });
// Those that hear of events, over all tenants.
WebhookEndpointSchema.index({ isActive: 1 }, { partialFilterExpression: { isActive: true } });
