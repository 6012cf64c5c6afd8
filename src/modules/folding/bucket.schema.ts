import { Schema } from 'mongoose';
import type { AgentId, TeamId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import { AGENT_KINDS, type AgentKind } from '../agents/agents.types.js';
import { INTERVALS, type Interval } from '../call-figures/slot.domain.js';
import { MONEY_FIELDS, SUM_FIELDS, type Money, type Sums } from '../call-figures/sums.domain.js';
import { DIMENSIONS, type Dimension } from '../call-figures/tally.domain.js';

/** What every bucket has; `_id` names tenant, kind, time and what else it is for. */
export interface BucketDocument extends TenantDocument, Partial<Sums>, Partial<Money> {
  readonly _id: string;
  readonly clientId: TenantId;
  /** `YYYY-MM-DD` in the tenant's zone. */
  readonly day: string;
  readonly updatedAt: Date;
  readonly agentId?: AgentId | null;
  readonly teamId?: TeamId | null;
  readonly key?: string | null;
}

/** An agent's day. */
export interface AgentDay extends BucketDocument {
  readonly agentId: AgentId;
  readonly kind: AgentKind | null;
  /** The member that a bot works for. */
  readonly memberId: string | null;
}

/** A quarter, an hour or a day of the tenant, or of what its dimension says. */
export interface Trend extends BucketDocument {
  readonly interval: Interval;
  readonly dimension: Dimension;
  /** When it begins; null for a day. */
  readonly start: Date | null;
  readonly key: string | null;
  readonly agentId: AgentId | null;
}

/** What an agent's calls of a channel and campaign cost and brought on a day; agent null: nobody's. */
export interface CostDay extends BucketDocument {
  readonly agentId: AgentId | null;
  readonly channelId: string | null;
  readonly campaignId: string | null;
  readonly currency: string;
}

const bucket = {
  _id: { type: String, required: true },
  clientId: { type: String, required: true },
  day: { type: String, required: true },
  updatedAt: { type: Date, required: true },
};
/** A sum that was never more than nothing is left out. */
const numbers = (fields: readonly string[]) =>
  Object.fromEntries(fields.map((field) => [field, { type: Number }]));

export const AgentDaySchema = new Schema(
  {
    ...bucket,
    ...numbers(SUM_FIELDS),
    agentId: { type: Number, required: true },
    kind: { type: String, enum: AGENT_KINDS },
    memberId: { type: String },
  },
  { collection: 'agent_metrics_v2', versionKey: false },
);
// All agents in some days.
AgentDaySchema.index({ clientId: 1, day: 1, agentId: 1 });
// One agent in some days.
AgentDaySchema.index({ clientId: 1, agentId: 1, day: 1 });
// The days that changed since summaries were made of them.
AgentDaySchema.index({ clientId: 1, updatedAt: 1, day: 1 });

export const TeamDaySchema = new Schema(
  { ...bucket, ...numbers(SUM_FIELDS), teamId: { type: String, required: true } },
  { collection: 'team_performance', versionKey: false },
);
// All teams in some days.
TeamDaySchema.index({ clientId: 1, day: 1, teamId: 1 });
// One team in some days.
TeamDaySchema.index({ clientId: 1, teamId: 1, day: 1 });

export const TrendSchema = new Schema(
  {
    ...bucket,
    ...numbers(SUM_FIELDS),
    interval: { type: String, required: true, enum: INTERVALS },
    dimension: { type: String, required: true, enum: DIMENSIONS },
    start: { type: Date },
    key: { type: String },
    agentId: { type: Number },
  },
  { collection: 'performance_trends', versionKey: false },
);
// The tenant, all sectors, or the agents of one sector, team or channel in some days.
TrendSchema.index({ clientId: 1, interval: 1, dimension: 1, day: 1, key: 1, agentId: 1 });
// One agent in some days; what routing's figures of the agents who had a call are made of.
TrendSchema.index({ clientId: 1, interval: 1, dimension: 1, agentId: 1, day: 1 });

export const CostDaySchema = new Schema(
  {
    ...bucket,
    ...numbers(MONEY_FIELDS),
    agentId: { type: Number },
    channelId: { type: String },
    campaignId: { type: String },
    currency: { type: String, required: true },
  },
  { collection: 'cost_analysis', versionKey: false },
);
// What some days cost and brought, by agent, channel or campaign.
CostDaySchema.index({ clientId: 1, day: 1, agentId: 1, channelId: 1, campaignId: 1 });
