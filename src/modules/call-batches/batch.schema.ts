import { Schema } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';

/** Many calls that were accepted together. How far it is, its calls tell. */
export interface BatchDocument extends TenantDocument {
  readonly _id: string;
  readonly clientId: TenantId;
  readonly startedBy: AgentId;
  /** Of the file that it came from, where whoever sent it may send it again; null: of none. */
  readonly fileHash: string | null;
  readonly total: number;
  readonly intervalMs: number;
  /** Not before this is the next of its calls dialled. */
  readonly nextDialAt: Date;
  /** What its progress was when it was told last; null: never. */
  readonly told: string | null;
  readonly isDone: boolean;
  readonly createdAt: Date;
}

export const BatchSchema = new Schema<BatchDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    startedBy: { type: Number, required: true },
    fileHash: { type: String },
    total: { type: Number, required: true, min: 0 },
    intervalMs: { type: Number, required: true, min: 0 },
    nextDialAt: { type: Date, required: true },
    told: { type: String },
    isDone: { type: Boolean, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'call_batches', versionKey: false },
);

// The batches that go on, over all tenants: their progress is told.
BatchSchema.index({ isDone: 1, _id: 1 }, { partialFilterExpression: { isDone: false } });
// What is past its retention.
BatchSchema.index({ clientId: 1, createdAt: 1 });
