import { Schema } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import type { PerformanceSums } from './performance.domain.js';

/** An agent's figures of one of the company's days. */
export interface AgentPerformance extends TenantDocument {
  /** `<agentId>:<date>` */
  readonly _id: string;
  readonly clientId: TenantId;
  readonly agentId: AgentId;
  /** `YYYY-MM-DD` in the tenant's zone. */
  readonly date: string;
  readonly messagesHandled: number;
  /** Minutes; null without an answer. */
  readonly avgResponseTime: number | null;
  readonly customerSatisfaction: number | null;
  readonly ticketsResolved: number;
  readonly onlineHours: number;
  /** The same in whole seconds, and of it shown as away; missing in rows from before it was counted. */
  readonly signedInSeconds?: number;
  readonly awaySeconds?: number;
  /** Percent; null where no target was over. */
  readonly slaCompliance: number | null;
  /** What the means are made of, so that days can be put together. */
  readonly sums: PerformanceSums;
  /** What was counted: from … until before …; with a change of zone, the days still meet. */
  readonly from: Date;
  readonly to: Date;
  /** By which target. */
  readonly targetSeconds: number;
  /** Is the day over? */
  readonly isFinal: boolean;
}

const count = { type: Number, required: true, min: 0 } as const;

export const AgentPerformanceSchema = new Schema<AgentPerformance>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    agentId: { type: Number, required: true },
    date: { type: String, required: true },
    messagesHandled: count,
    avgResponseTime: { type: Number, min: 0, max: 1440 },
    customerSatisfaction: { type: Number, min: 1, max: 5 },
    ticketsResolved: count,
    onlineHours: { type: Number, required: true, min: 0 },
    signedInSeconds: { type: Number, min: 0 },
    awaySeconds: { type: Number, min: 0 },
    slaCompliance: { type: Number, min: 0, max: 100 },
    sums: { type: Schema.Types.Mixed, required: true },
    from: { type: Date, required: true },
    to: { type: Date, required: true },
    targetSeconds: { type: Number, required: true },
    isFinal: { type: Boolean, required: true },
  },
  { collection: 'agent_performance_metrics', versionKey: false },
);

// One row for an agent and day; an agent's days, the newest first.
AgentPerformanceSchema.index({ clientId: 1, agentId: 1, date: -1 }, { unique: true });
// A day of all agents; the last thirty.
AgentPerformanceSchema.index({ clientId: 1, date: -1 });
