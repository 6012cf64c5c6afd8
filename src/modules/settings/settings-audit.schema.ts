import { Schema } from 'mongoose';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import type { AuditEntry } from './settings-audit.types.js';

export interface SettingsAuditDocument extends Omit<AuditEntry, 'id'>, TenantDocument {
  readonly _id: string;
  readonly clientId: AuditEntry['clientId'];
}

export const SettingsAuditSchema = new Schema<SettingsAuditDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    at: { type: Date, required: true },
    actor: { type: Schema.Types.Mixed, required: true },
    ip: { type: String, required: true, maxlength: 64 },
    section: { type: String, required: true, maxlength: 64 },
    target: { type: String },
    changes: { type: [{ type: Schema.Types.Mixed }], required: true },
  },
  { collection: 'settings_audit', versionKey: false },
);

// All changes of a company, newest first.
SettingsAuditSchema.index({ clientId: 1, at: -1, _id: -1 });
// Those of one section.
SettingsAuditSchema.index({ clientId: 1, section: 1, at: -1, _id: -1 });
// Those that somebody made.
SettingsAuditSchema.index({ clientId: 1, actor: 1, at: -1, _id: -1 });
