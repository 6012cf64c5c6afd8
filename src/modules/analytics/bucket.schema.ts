import { Schema } from 'mongoose';
import type { AgentId, TeamId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import { AGENT_KINDS, type AgentKind } from '../agents/agents.types.js';
import type { BucketKind } from './contribution.domain.js';
import { SUM_FIELDS, type Sums } from './definitions.domain.js';

/** What every bucket has; `_id` names tenant, kind, day and what else it is for. */
export interface BucketDocument extends TenantDocument, Sums {
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

/** What `performance_trends` keeps apart. */
export const DIMENSIONS = [
  'tenant',
  'sector',
  'sector_agent',
  'team_agent',
] as const satisfies readonly BucketKind[];
export type Dimension = (typeof DIMENSIONS)[number];

/** A day of the tenant, of a sector, or of an agent in a sector or a team. */
export interface Trend extends BucketDocument {
  readonly interval: 'day';
  readonly dimension: Dimension;
  readonly key: string | null;
  readonly agentId: AgentId | null;
}

const common = {
  _id: { type: String, required: true },
  clientId: { type: String, required: true },
  day: { type: String, required: true },
  updatedAt: { type: Date, required: true },
  ...Object.fromEntries(SUM_FIELDS.map((field) => [field, { type: Number, required: true }])),
};

export const AgentDaySchema = new Schema(
  {
    ...common,
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

export const TeamDaySchema = new Schema(
  { ...common, teamId: { type: String, required: true } },
  { collection: 'team_performance', versionKey: false },
);
// All teams in some days.
TeamDaySchema.index({ clientId: 1, day: 1, teamId: 1 });
// One team in some days.
TeamDaySchema.index({ clientId: 1, teamId: 1, day: 1 });

export const TrendSchema = new Schema(
  {
    ...common,
    interval: { type: String, required: true, enum: ['day'] },
    dimension: { type: String, required: true, enum: DIMENSIONS },
    key: { type: String },
    agentId: { type: Number },
  },
  { collection: 'performance_trends', versionKey: false },
);
// The tenant, all sectors, or the agents of one sector or team in some days.
TrendSchema.index({ clientId: 1, interval: 1, dimension: 1, day: 1, key: 1, agentId: 1 });
