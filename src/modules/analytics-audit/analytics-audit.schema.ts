import { Schema } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';

export const AUDIT_ACTIONS = ['looked', 'exported'] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Somebody looked at figures, or took them away. */
export interface AnalyticsAuditDocument extends TenantDocument {
  readonly _id: string;
  readonly clientId: TenantId;
  readonly at: Date;
  readonly action: AuditAction;
  /** What it was: `performance.agents`, `report` … */
  readonly what: string;
  /** Who: an agent, or null for a program with a key. */
  readonly agentId: number | null;
  readonly apiKeyId: string | null;
  /** What was asked for, as the address has it: `from=2026-01-01&agent=17`. */
  readonly filters: string;
  readonly requestId: string | null;
}

export const AnalyticsAuditSchema = new Schema<AnalyticsAuditDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    at: { type: Date, required: true },
    action: { type: String, required: true, enum: AUDIT_ACTIONS },
    what: { type: String, required: true, maxlength: 100 },
    agentId: { type: Number },
    apiKeyId: { type: String },
    filters: { type: String, maxlength: 500 },
    requestId: { type: String },
  },
  { collection: 'analytics_audit_log', versionKey: false },
);
// Who looked at what in some days; what is past its time.
AnalyticsAuditSchema.index({ clientId: 1, at: 1 });
