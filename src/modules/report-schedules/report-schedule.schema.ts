import { Schema } from 'mongoose';
import type { ReportSchedule } from './report-schedule.types.js';
import { SPANS } from './timing.domain.js';

export const ReportScheduleSchema = new Schema<ReportSchedule>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    timing: { type: Schema.Types.Mixed, required: true },
    span: { type: String, required: true, enum: SPANS },
    request: { type: Schema.Types.Mixed, required: true },
    nextDueAt: { type: Date, required: true },
    lastDueAt: { type: Date },
    lastReportId: { type: String },
    createdBy: { type: Number, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'report_schedules', versionKey: false },
);
// A company's schedules, the oldest first.
ReportScheduleSchema.index({ clientId: 1, createdAt: 1 });
// Which of a company are due.
ReportScheduleSchema.index({ clientId: 1, nextDueAt: 1 });
