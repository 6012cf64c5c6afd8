import { Schema } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import type { Accuracy, Expectation } from '../forecasting/accuracy.domain.js';
import { METHOD_NAMES, type MethodName } from '../forecasting/methods.domain.js';
import type { AgentOutlook, AgentsAccuracy } from './agent-outlook.domain.js';

/** What is expected of one day, by its 96 quarters of an hour. */
export type StoredForecastDay = { readonly date: string } & {
  readonly [Name in keyof Expectation]: readonly number[];
};

/** The calls expected of a company or a sector, as they were on one day; made anew each day. */
export interface VolumeDocument extends TenantDocument {
  /** Company, sector and day. */
  readonly _id: string;
  readonly clientId: TenantId;
  readonly kind: 'volume';
  /** Null: the whole company. */
  readonly sector: string | null;
  /** The first day that it is about: it was made of all days before. */
  readonly madeOn: string;
  readonly lastDay: string;
  readonly madeAt: Date;
  readonly timezone: string;
  /** Days that it was learnt from. */
  readonly historyDays: number;
  /** Null: too few days to learn from, and nothing is said. */
  readonly method: MethodName | null;
  readonly tried: readonly { readonly method: MethodName; readonly wape: number | null }[];
  /** What MASE is measured by. */
  readonly naiveError: number | null;
  readonly handleSeconds: number | null;
  readonly patienceSeconds: number | null;
  /** Removed when all its days are over and scored. */
  readonly days?: readonly StoredForecastDay[];
  readonly accuracy: Accuracy | null;
  readonly scoredTo: string | null;
}

/** What is expected of each agent, as it was on one day. */
export interface AgentsDocument extends TenantDocument {
  readonly _id: string;
  readonly clientId: TenantId;
  readonly kind: 'agents';
  readonly sector: null;
  readonly madeOn: string;
  readonly madeAt: Date;
  /** The last day that it is about; missing in those from before they were scored. */
  readonly lastDay?: string;
  readonly agents: readonly (AgentOutlook & { readonly agentId: AgentId })[];
  readonly agentsAccuracy?: AgentsAccuracy | null;
}

export const ForecastSchema = new Schema<VolumeDocument | AgentsDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    kind: { type: String, required: true, enum: ['volume', 'agents'] },
    sector: { type: String },
    madeOn: { type: String, required: true },
    madeAt: { type: Date, required: true },
    lastDay: { type: String },
    timezone: { type: String },
    historyDays: { type: Number, min: 0 },
    method: { type: String, enum: METHOD_NAMES },
    tried: { type: [{ type: Schema.Types.Mixed }], default: undefined },
    naiveError: { type: Number, min: 0 },
    handleSeconds: { type: Number, min: 0 },
    patienceSeconds: { type: Number, min: 0 },
    days: { type: [{ type: Schema.Types.Mixed }], default: undefined },
    accuracy: { type: Schema.Types.Mixed },
    scoredTo: { type: String },
    agents: { type: [{ type: Schema.Types.Mixed }], default: undefined },
    agentsAccuracy: { type: Schema.Types.Mixed },
  },
  { collection: 'predictive_analytics', versionKey: false },
);
// The newest of a company, a sector or the agents; how right those of some days were.
ForecastSchema.index({ clientId: 1, kind: 1, sector: 1, madeOn: 1 });
