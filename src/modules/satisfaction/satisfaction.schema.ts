import { Schema } from 'mongoose';
import type { AgentId, CallLogId, ChannelId, TeamId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';

/** How a customer's answer came: by our interface, or by the keys of its telephone. */
export const SATISFACTION_SOURCES = ['api', 'keypad'] as const;
export type SatisfactionSource = (typeof SATISFACTION_SOURCES)[number];

/** What a customer said of a call. */
export interface SatisfactionDocument extends TenantDocument {
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
  /** 1 to 5. */
  readonly csat: number | null;
  /** 0 to 10. */
  readonly nps: number | null;
  readonly comment: string | null;
  readonly source: SatisfactionSource;
  /** Who entered it; null for the customer itself. */
  readonly enteredBy: AgentId | null;
  readonly createdAt: Date;
}

export const SatisfactionSchema = new Schema<SatisfactionDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    callLogId: { type: String, required: true },
    agentId: { type: Number, required: true },
    teamId: { type: String },
    sector: { type: String },
    channelId: { type: String, required: true },
    day: { type: String, required: true },
    csat: { type: Number, min: 1, max: 5 },
    nps: { type: Number, min: 0, max: 10 },
    comment: { type: String, maxlength: 2000 },
    source: { type: String, required: true, enum: SATISFACTION_SOURCES },
    enteredBy: { type: Number },
    createdAt: { type: Date, required: true },
  },
  { collection: 'customer_satisfaction', versionKey: false },
);
// One answer for a call; the answers to calls that are folded.
SatisfactionSchema.index({ clientId: 1, callLogId: 1 }, { unique: true });
// Answers of some days, of all agents or one, the newest first.
SatisfactionSchema.index({ clientId: 1, day: -1, createdAt: -1 });
SatisfactionSchema.index({ clientId: 1, agentId: 1, day: -1, createdAt: -1 });
