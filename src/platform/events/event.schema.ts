import { Schema } from 'mongoose';
import type { TenantDocument } from '../mongo/documents.js';

export interface EventDocument extends TenantDocument {
  readonly _id: string;
  readonly clientId: string;
  readonly type: string;
  readonly at: Date;
  readonly callLogId?: string | null;
  readonly agentId?: number | null;
  readonly data: unknown;
  readonly requestId?: string;
  /** The tenant's own number, without gaps; set after the commit by the numbering. */
  readonly seq?: number;
  /** Present until `seq` is set. */
  readonly pending?: true;
}

/** An event that has its number. */
export interface NumberedEvent extends EventDocument {
  readonly seq: number;
}

/** The last number that a tenant's events have: written with them, so up to it all are there. */
export interface EventCounter extends TenantDocument {
  /** The tenant. */
  readonly _id: string;
  readonly seq: number;
}

export const EventCounterSchema = new Schema<EventCounter>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    seq: { type: Number, required: true, min: 1 },
  },
  { collection: 'event_counters', versionKey: false },
);

export const EventSchema = new Schema<EventDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    type: { type: String, required: true },
    at: { type: Date, required: true },
    callLogId: { type: String },
    agentId: { type: Number },
    data: { type: Schema.Types.Mixed },
    requestId: { type: String },
    seq: { type: Number, min: 1 },
    pending: { type: Boolean },
  },
  { collection: 'events', versionKey: false },
);

// A reader goes on after the last number it had; the uniqueness keeps two numberers apart.
EventSchema.index(
  { clientId: 1, seq: 1 },
  { unique: true, partialFilterExpression: { seq: { $type: 'number' } } },
);
// The history of one call.
EventSchema.index({ clientId: 1, callLogId: 1, _id: 1 });
// What the numbering has still to do, over all tenants.
EventSchema.index({ pending: 1, _id: 1 }, { partialFilterExpression: { pending: true } });
