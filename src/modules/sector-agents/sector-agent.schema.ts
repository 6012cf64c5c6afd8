import { Schema } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import type { SectorAgent } from './sector-agents.types.js';

export interface SectorAgentDocument extends Omit<SectorAgent, 'id'>, TenantDocument {
  readonly _id: string;
  readonly clientId: TenantId;
}

export const SectorAgentSchema = new Schema<SectorAgentDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    agentId: { type: Number, required: true },
    sector: { type: String, required: true, maxlength: 100 },
    priority: { type: Number, required: true, min: 0, max: 10 },
    capabilities: {
      type: [{ _id: false, name: { type: String }, level: { type: Number } }],
      required: true,
    },
    successRate: { type: Number, min: 0, max: 1 },
    avgHandleTime: { type: Number, min: 0 },
    isActive: { type: Boolean, required: true },
    version: { type: Number, required: true, min: 1 },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'sector_agents', versionKey: false },
);

// One profile of an agent in a sector; the profiles of an agent.
SectorAgentSchema.index({ clientId: 1, agentId: 1, sector: 1 }, { unique: true });
// Who is there for a sector.
SectorAgentSchema.index({ clientId: 1, sector: 1, isActive: 1 });
// Who has a capability.
SectorAgentSchema.index({ clientId: 1, 'capabilities.name': 1 });
