import { Schema } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import type { Scorecard } from './scorecard.domain.js';

/** One version of a company's scorecards; a score says by which one it was given. */
export interface ScorecardSetDocument extends TenantDocument {
  /** `<clientId>:<version>` */
  readonly _id: string;
  readonly clientId: TenantId;
  readonly version: number;
  readonly scorecards: readonly Scorecard[];
  readonly createdBy: AgentId;
  readonly createdAt: Date;
}

export const ScorecardSetSchema = new Schema<ScorecardSetDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    version: { type: Number, required: true, min: 1 },
    scorecards: { type: [{ type: Schema.Types.Mixed }], required: true },
    createdBy: { type: Number, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'scorecards', versionKey: false },
);
// The present version, or a certain one.
ScorecardSetSchema.index({ clientId: 1, version: -1 }, { unique: true });
