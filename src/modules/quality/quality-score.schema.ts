import { Schema } from 'mongoose';
import type { AgentId, CallLogId, ChannelId, TeamId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import type { ItemScore } from './scorecard.domain.js';

/** How well a call was handled, as somebody judged who heard it. */
export interface QualityScoreDocument extends TenantDocument {
  readonly _id: string;
  readonly clientId: TenantId;
  readonly callLogId: CallLogId;
  /** Who had the call. */
  readonly agentId: AgentId;
  readonly teamId: TeamId | null;
  readonly sector: string | null;
  readonly channelId: ChannelId;
  /** The call's, `YYYY-MM-DD` in the tenant's zone. */
  readonly day: string;
  readonly scorecard: string;
  readonly scorecardVersion: number;
  readonly items: readonly ItemScore[];
  readonly score: number;
  readonly criticalFailures: readonly string[];
  readonly comment: string | null;
  readonly scoredBy: AgentId;
  readonly createdAt: Date;
}

export const QualityScoreSchema = new Schema<QualityScoreDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    callLogId: { type: String, required: true },
    agentId: { type: Number, required: true },
    teamId: { type: String },
    sector: { type: String },
    channelId: { type: String, required: true },
    day: { type: String, required: true },
    scorecard: { type: String, required: true },
    scorecardVersion: { type: Number, required: true, min: 0 },
    items: { type: [{ type: Schema.Types.Mixed }], required: true },
    score: { type: Number, required: true, min: 0, max: 5 },
    criticalFailures: { type: [String], required: true },
    comment: { type: String, maxlength: 2000 },
    scoredBy: { type: Number, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'call_quality_scores', versionKey: false },
);
// One score for a call; the scores of calls that are folded.
QualityScoreSchema.index({ clientId: 1, callLogId: 1 }, { unique: true });
// Scores of some days, of all agents or one, the newest first.
QualityScoreSchema.index({ clientId: 1, day: -1, createdAt: -1 });
QualityScoreSchema.index({ clientId: 1, agentId: 1, day: -1, createdAt: -1 });
