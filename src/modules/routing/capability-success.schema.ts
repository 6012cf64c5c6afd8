import { Schema } from 'mongoose';
import { asAgentId, type AgentId, type TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';

/** An agent's measured success in each of its capabilities. */
export interface CapabilitySuccess extends TenantDocument {
  readonly _id: string;
  readonly clientId: TenantId;
  readonly agentId: AgentId;
  readonly rates: readonly {
    readonly name: string;
    /** 0–1, drawn to the mean of all agents while little was measured. */
    readonly rate: number;
    /** Calls that it was measured on; the older count less. */
    readonly calls: number;
  }[];
  readonly measuredAt: Date;
}

export const CapabilitySuccessSchema = new Schema<CapabilitySuccess>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    agentId: { type: Number, required: true },
    rates: { type: [{ type: Schema.Types.Mixed }], required: true },
    measuredAt: { type: Date, required: true },
  },
  { collection: 'capability_success', versionKey: false },
);

// What was measured of a company's agents.
CapabilitySuccessSchema.index({ clientId: 1, agentId: 1 }, { unique: true });

/** One document for each agent; its id says whose. */
export const idOf = (agentId: AgentId): string => `success-${agentId}`;
export const agentOf = (id: unknown): AgentId => asAgentId(Number(String(id).slice(8)));

/** The rates of a stored document, by capability. */
export function ratesOf(document: Readonly<Record<string, unknown>>): ReadonlyMap<string, number> {
  const rates = (document['rates'] ?? []) as CapabilitySuccess['rates'];
  return new Map(rates.map(({ name, rate }) => [name, rate]));
}
