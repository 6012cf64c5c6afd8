import { Schema } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import type { FigureRules } from './contribution.domain.js';

/** How the aggregation of one tenant goes. */
export interface AggregationState extends TenantDocument {
  /** The clientId. */
  readonly _id: TenantId;
  readonly clientId: TenantId;
  readonly lastRunAt?: Date;
  /** How many calls that run folded. */
  readonly lastRunCalls?: number;
  readonly lastFoldedAt?: Date;
  /** Kept until a run succeeds; the kind of the error, its text is in the log. */
  readonly lastError?: { readonly at: Date; readonly kind: string } | null;
  readonly lastRecount?: RecountMark;
}

export interface RecountMark {
  readonly at: Date;
  readonly calls: number;
  readonly pending: number;
  readonly differences: number;
}

export const AggregationStateSchema = new Schema<AggregationState>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    lastRunAt: { type: Date },
    lastRunCalls: { type: Number, min: 0 },
    lastFoldedAt: { type: Date },
    lastError: { type: Schema.Types.Mixed },
    lastRecount: { type: Schema.Types.Mixed },
  },
  { collection: 'aggregation_state', versionKey: false },
);

/**
 * What calls were judged by since when. A call keeps the target of its own time, so a changed rule
 * changes no figure of the past, and a recount finds the same.
 */
export interface FigureRulesDocument extends TenantDocument, FigureRules {
  readonly _id: string;
  readonly clientId: TenantId;
}

export const FigureRulesSchema = new Schema<FigureRulesDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    from: { type: Date, required: true },
    timezone: { type: String, required: true },
    targetSeconds: { type: Number, required: true, min: 0 },
  },
  { collection: 'figure_rules', versionKey: false },
);
// A tenant's rules in the order of time.
FigureRulesSchema.index({ clientId: 1, from: 1 }, { unique: true });
