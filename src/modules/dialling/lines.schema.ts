import { Schema } from 'mongoose';
import type { CallLogId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';

/** One call that takes up a line, and until when at the longest. */
export interface TakenLine {
  readonly callLogId: CallLogId;
  readonly until: Date;
}

/** The lines that a company's calls take up now: what the cap of calls at once counts. */
export interface LinesDocument extends TenantDocument {
  readonly _id: TenantId;
  readonly clientId: TenantId;
  readonly taken: readonly TakenLine[];
}

export const LinesSchema = new Schema<LinesDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    taken: { type: [{ type: Schema.Types.Mixed }], required: true },
  },
  { collection: 'outbound_lines', versionKey: false },
);
