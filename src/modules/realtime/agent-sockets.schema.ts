import { Schema } from 'mongoose';
import type { AgentId, SessionId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';

export interface OpenSocket {
  readonly id: string;
  readonly sessionId: SessionId;
  /** The node that serves it. */
  readonly node: string;
}

/** The open sockets of an agent, over all nodes. */
export interface AgentSocketsDocument extends TenantDocument {
  readonly _id: AgentId;
  readonly clientId: TenantId;
  readonly sockets: readonly OpenSocket[];
  /** When the last one closed; null while one is open, or when that was dealt with. */
  readonly closedAt: Date | null;
  /** When that makes the agent offline. */
  readonly offlineAt: Date | null;
}

export const AgentSocketsSchema = new Schema<AgentSocketsDocument>(
  {
    _id: { type: Number, required: true },
    clientId: { type: String, required: true },
    sockets: { type: [{ type: Schema.Types.Mixed }], required: true },
    closedAt: { type: Date },
    offlineAt: { type: Date },
  },
  { collection: 'agent_sockets', versionKey: false },
);

// Whose grace is over.
AgentSocketsSchema.index(
  { clientId: 1, offlineAt: 1 },
  { partialFilterExpression: { offlineAt: { $type: 'date' } } },
);
// What a node that is gone has left behind.
AgentSocketsSchema.index({ clientId: 1, 'sockets.node': 1 });
