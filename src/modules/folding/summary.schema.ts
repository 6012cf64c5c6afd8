import { Schema } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import { AGENT_KINDS, type AgentKind } from '../agents/agents.types.js';
import { DEFINITIONS, type Figures } from '../call-figures/definitions.domain.js';

/** What every kept summary has: figures as they were made, and by which version of each definition. */
interface Summary extends TenantDocument, Figures {
  readonly _id: string;
  readonly clientId: TenantId;
  /** `YYYY-MM-DD` in the tenant's zone. */
  readonly day: string;
  readonly versions: Readonly<Record<string, number>>;
  readonly updatedAt: Date;
}

/** An agent's day, with who it is: for reports that read the database. */
export interface AgentDaySummary extends Summary {
  readonly agentId: AgentId;
  readonly fullName: string | null;
  readonly department: string | null;
  readonly kind: AgentKind | null;
}

/** A department's day: its agents' days together. */
export interface DepartmentDaySummary extends Summary {
  readonly department: string | null;
  /** Agents who had any call. */
  readonly agents: number;
}

const summary = {
  _id: { type: String, required: true },
  clientId: { type: String, required: true },
  day: { type: String, required: true },
  versions: { type: Schema.Types.Mixed, required: true },
  updatedAt: { type: Date, required: true },
  ...Object.fromEntries(Object.keys(DEFINITIONS).map((name) => [name, { type: Number }])),
};

export const AgentDaySummarySchema = new Schema(
  {
    ...summary,
    agentId: { type: Number, required: true },
    fullName: { type: String },
    department: { type: String },
    kind: { type: String, enum: AGENT_KINDS },
  },
  { collection: 'agent_day_summaries', versionKey: false },
);
// All agents in some days.
AgentDaySummarySchema.index({ clientId: 1, day: 1, agentId: 1 });

export const DepartmentDaySummarySchema = new Schema(
  { ...summary, department: { type: String }, agents: { type: Number, required: true, min: 0 } },
  { collection: 'department_day_summaries', versionKey: false },
);
// All departments in some days.
DepartmentDaySummarySchema.index({ clientId: 1, day: 1, department: 1 });
