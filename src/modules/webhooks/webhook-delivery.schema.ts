import { Schema } from 'mongoose';
import { DELIVERY_STATES, type WebhookDelivery } from './webhooks.types.js';

export const WebhookDeliverySchema = new Schema<WebhookDelivery>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    webhookId: { type: String, required: true },
    eventId: { type: String, required: true },
    eventType: { type: String, required: true },
    seq: { type: Number, required: true, min: 1 },
    callLogId: { type: String },
    lane: { type: String, required: true },
    state: { type: String, required: true, enum: DELIVERY_STATES },
    failures: { type: Number, required: true, min: 0 },
    attempts: { type: [{ type: Schema.Types.Mixed }], required: true },
    nextAttemptAt: { type: Date },
    giveUpAt: { type: Date, required: true },
    version: { type: Number, required: true, min: 1 },
    createdAt: { type: Date, required: true },
    deliveredAt: { type: Date },
    parkedAt: { type: Date },
  },
  { collection: 'webhook_deliveries', versionKey: false },
);

// All of a receiver, newest first; one delivery of an event to a receiver.
WebhookDeliverySchema.index({ clientId: 1, webhookId: 1, seq: -1 }, { unique: true });
// Those of one state: what is to be sent, in order; what is parked.
WebhookDeliverySchema.index({ clientId: 1, webhookId: 1, state: 1, seq: 1 });
// Receivers with something due, over all tenants.
WebhookDeliverySchema.index(
  { nextAttemptAt: 1, webhookId: 1, clientId: 1 },
  { partialFilterExpression: { state: 'pending' } },
);
// What is past its time.
WebhookDeliverySchema.index({ clientId: 1, createdAt: 1 });
