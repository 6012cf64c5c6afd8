import { Schema } from 'mongoose';
import type { AgentId, CallLogId, ChannelId, TeamId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import { AGENT_KINDS, type AgentKind } from '../agents/agents.types.js';
import { END_STATES, type Call, type CallState } from '../calls/call.types.js';
import type { Contribution } from '../call-figures/tally.domain.js';

/**
 * One agent's part of a finished call, or the call itself when nobody took it; and what of it stands
 * in the buckets, so that a correction takes away exactly what was added before.
 */
export interface AgentMetric extends TenantDocument {
  /** The call's id and the number of the part. */
  readonly _id: string;
  readonly clientId: TenantId;
  readonly callLogId: CallLogId;
  /** 1, 2 … within the call. */
  readonly part: number;
  readonly direction: Call['direction'];
  readonly day: string;
  readonly receivedAt: Date;
  /** Who talked; null when nobody did. */
  readonly agentId: AgentId | null;
  readonly agentKind: AgentKind | null;
  /** The member that a bot works for. */
  readonly memberId: string | null;
  readonly teamId: TeamId | null;
  readonly sector: string | null;
  readonly channel: 'voice';
  readonly channelId: ChannelId;
  readonly waitSeconds: number | null;
  readonly ringSeconds: number | null;
  readonly talkSeconds: number | null;
  readonly holdSeconds: number | null;
  readonly wrapUpSeconds: number | null;
  readonly outcome: CallState;
  readonly success: boolean | null;
  readonly firstContact: boolean | null;
  readonly quality: number | null;
  readonly satisfaction: number | null;
  readonly cost: number | null;
  readonly revenue: number | null;
  readonly folded: readonly Contribution[];
  /** The version of the call that was folded. */
  readonly callVersion: number;
  readonly foldedAt: Date;
}

const seconds = { type: Number, min: 0 };

export const AgentMetricSchema = new Schema<AgentMetric>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    callLogId: { type: String, required: true },
    part: { type: Number, required: true, min: 1 },
    // Missing in parts that were folded before calls that we place were.
    direction: { type: String, enum: ['inbound', 'outbound'] },
    day: { type: String, required: true },
    receivedAt: { type: Date, required: true },
    agentId: { type: Number },
    agentKind: { type: String, enum: AGENT_KINDS },
    memberId: { type: String },
    teamId: { type: String },
    sector: { type: String },
    channel: { type: String, required: true, enum: ['voice'] },
    channelId: { type: String },
    waitSeconds: seconds,
    ringSeconds: seconds,
    talkSeconds: seconds,
    holdSeconds: seconds,
    wrapUpSeconds: seconds,
    outcome: { type: String, required: true, enum: END_STATES },
    success: { type: Boolean },
    firstContact: { type: Boolean },
    quality: { type: Number, min: 0, max: 5 },
    satisfaction: { type: Number, min: 1, max: 5 },
    cost: { type: Number },
    revenue: { type: Number },
    folded: { type: [{ type: Schema.Types.Mixed }], required: true },
    callVersion: { type: Number, required: true, min: 1 },
    foldedAt: { type: Date, required: true },
  },
  { collection: 'agent_metrics', versionKey: false },
);

// What of these calls is in the figures already.
AgentMetricSchema.index({ clientId: 1, callLogId: 1, part: 1 }, { unique: true });
// The newest call that was counted; the calls of a period; the answered ones whose seven days are over.
AgentMetricSchema.index({ clientId: 1, receivedAt: 1, direction: 1, outcome: 1 });
