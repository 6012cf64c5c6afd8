import { Schema } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import type { FigureRules } from '../call-figures/contribution.domain.js';

/** How the aggregation of one tenant goes. */
export interface AggregationState extends TenantDocument {
  /** The clientId. */
  readonly _id: TenantId;
  readonly clientId: TenantId;
  readonly lastRunAt?: Date;
  /** How many calls that run folded. */
  readonly lastRunCalls?: number;
  readonly lastFoldedAt?: Date;
  /** Every change of a call up to then is in the figures. */
  readonly mark?: Date;
  /** Up to then the seven days of calls count as over. */
  readonly followedUntil?: Date;
  /** What changed since then is not in the kept summaries yet. */
  readonly summariesMark?: Date;
  /** The day for which routing's figures were made; they age from day to day. */
  readonly profilesDay?: string;
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
    mark: { type: Date },
    followedUntil: { type: Date },
    summariesMark: { type: Date },
    profilesDay: { type: String },
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
    agentCostPerHour: { type: Number, min: 0 },
    // Missing in rules from before money was counted.
    currency: { type: String },
  },
  { collection: 'figure_rules', versionKey: false },
);
// A tenant's rules in the order of time.
FigureRulesSchema.index({ clientId: 1, from: 1 }, { unique: true });
