import { Schema } from 'mongoose';
import type { TenantDocument } from '../../platform/mongo/documents.js';

/** What of a company is gone. Found by its id. */
export interface RetentionMark extends TenantDocument {
  /** The clientId. */
  readonly _id: string;
  readonly clientId: string;
  /** Calls from before it may be missing. */
  readonly callsBefore: Date;
}

export const RetentionMarkSchema = new Schema<RetentionMark>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    callsBefore: { type: Date, required: true },
  },
  { collection: 'retention_marks', versionKey: false },
);
