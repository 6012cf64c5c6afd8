import { Schema } from 'mongoose';
import { CALL_PRIORITIES } from '../calls/outbound-call.types.js';
import { SCHEDULE_STATES, type ScheduledCall } from './schedule.types.js';

export const ScheduledCallSchema = new Schema<ScheduledCall>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    phoneNumber: { type: String, required: true },
    agentId: { type: Number, required: true },
    userId: { type: String },
    priority: { type: String, required: true, enum: CALL_PRIORITIES },
    metadata: { type: Schema.Types.Mixed },
    scheduledFor: { type: Date, required: true },
    timezone: { type: String, required: true },
    respectBusinessHours: { type: Boolean, required: true },
    businessHours: { type: Schema.Types.Mixed },
    recurring: { type: Schema.Types.Mixed },
    status: { type: String, required: true, enum: SCHEDULE_STATES },
    callLogId: { type: String },
    occurrences: { type: Number, required: true, min: 0 },
    missedRuns: { type: Number, required: true, min: 0 },
    nextIndex: { type: Number, required: true, min: 0 },
    nextRunAt: { type: Date },
    createdBy: { type: Number, required: true },
    version: { type: Number, required: true, min: 1 },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'scheduled_calls', versionKey: false },
);

// The list, all of it or by status and agent, by the time of the first run.
ScheduledCallSchema.index({ clientId: 1, scheduledFor: 1, _id: 1 });
ScheduledCallSchema.index({ clientId: 1, status: 1, scheduledFor: 1 });
ScheduledCallSchema.index({ clientId: 1, agentId: 1, scheduledFor: 1 });
// What is due, over all tenants; whose last call may be over.
ScheduledCallSchema.index(
  { nextRunAt: 1 },
  { partialFilterExpression: { nextRunAt: { $type: 'date' } } },
);
ScheduledCallSchema.index(
  { status: 1, updatedAt: 1 },
  { partialFilterExpression: { status: 'running' } },
);
