import { Schema } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';

/** How far a tenant's events were read for the histories of its agents. Found by its id. */
export interface CallMark extends TenantDocument {
  /** The clientId. */
  readonly _id: string;
  readonly clientId: TenantId;
  /** Number of the last event that was read. */
  readonly seq: number;
}

export const CallMarkSchema = new Schema<CallMark>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    seq: { type: Number, required: true, min: 0 },
  },
  { collection: 'call_activity_marks', versionKey: false },
);
