import { Schema } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import type { LineReport } from './agent-import.types.js';

/** An import that was sent with an `Idempotency-Key`: a repeat is told what came of it. */
export interface AgentImportDocument extends TenantDocument {
  /** SHA-256 of tenant, account and key. */
  readonly _id: string;
  readonly clientId: TenantId;
  /** SHA-256 of the file and of what was asked for. */
  readonly hash: string;
  readonly state: 'at_work' | 'done';
  /** Who is at work: one who was thought dead and is not can store nothing more. */
  readonly runner: string;
  readonly startedAt: Date;
  /** When a part of it was stored last. */
  readonly aliveAt: Date;
}

export const AgentImportSchema = new Schema<AgentImportDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    hash: { type: String, required: true },
    state: { type: String, required: true, enum: ['at_work', 'done'] },
    runner: { type: String, required: true },
    startedAt: { type: Date, required: true },
    aliveAt: { type: Date, required: true },
  },
  { collection: 'agent_imports', versionKey: false },
);

// What is past its 24 hours.
AgentImportSchema.index({ clientId: 1, startedAt: 1 });

/** What came of one line of such an import. */
export interface ImportLineDocument extends TenantDocument {
  readonly _id: string;
  readonly clientId: TenantId;
  readonly importId: string;
  /** Its place among the lines that hold an agent. */
  readonly place: number;
  readonly report: LineReport;
}

export const ImportLineSchema = new Schema<ImportLineDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    importId: { type: String, required: true },
    place: { type: Number, required: true, min: 0 },
    report: { type: Schema.Types.Mixed },
  },
  { collection: 'agent_import_lines', versionKey: false },
);

// The lines of an import, in their order.
ImportLineSchema.index({ clientId: 1, importId: 1, place: 1 }, { unique: true });
