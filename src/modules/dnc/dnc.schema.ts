import { Schema } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';

/** Who said that a number shall not be called: somebody here, a file, or the telephone company. */
export const DNC_SOURCES = ['manual', 'import', 'provider'] as const;
export type DncSource = (typeof DNC_SOURCES)[number];

/** A number that a company never calls. */
export interface DncEntry extends TenantDocument {
  readonly _id: string;
  readonly clientId: TenantId;
  /** E.164. */
  readonly phoneNumber: string;
  readonly reason: string | null;
  readonly source: DncSource;
  readonly addedBy: AgentId | null;
  readonly createdAt: Date;
}

export const DncEntrySchema = new Schema<DncEntry>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    phoneNumber: { type: String, required: true },
    reason: { type: String, maxlength: 500 },
    source: { type: String, required: true, enum: DNC_SOURCES },
    addedBy: { type: Number },
    createdAt: { type: Date, required: true },
  },
  { collection: 'dnc_numbers', versionKey: false },
);

// Is a number listed? Once in a company.
DncEntrySchema.index({ clientId: 1, phoneNumber: 1 }, { unique: true });
// The list, newest first.
DncEntrySchema.index({ clientId: 1, createdAt: -1 });
