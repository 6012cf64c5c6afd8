import { Schema } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import { DEVICE_ISSUES, type DeviceIssue } from './device-issues.domain.js';

/** A span of time in which an agent wanted calls and its phone could not be reached. */
export interface DeviceIssueDocument extends TenantDocument {
  readonly _id: string;
  readonly clientId: TenantId;
  readonly agentId: AgentId;
  readonly issue: DeviceIssue;
  readonly since: Date;
  /** Null while it lasts. */
  readonly until: Date | null;
}

export const DeviceIssueSchema = new Schema<DeviceIssueDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    agentId: { type: Number, required: true },
    issue: { type: String, required: true, enum: DEVICE_ISSUES },
    since: { type: Date, required: true },
    until: { type: Date },
  },
  { collection: 'device_issues', versionKey: false },
);

// What lasts now; what lasted in a span of time.
DeviceIssueSchema.index({ clientId: 1, until: 1, since: 1 });
// Those that began before a day, to be deleted.
DeviceIssueSchema.index({ clientId: 1, since: 1 });
// One issue of a kind at a time, whichever node notes it.
DeviceIssueSchema.index(
  { clientId: 1, agentId: 1, issue: 1 },
  { unique: true, partialFilterExpression: { until: null } },
);
