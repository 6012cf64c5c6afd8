import { Schema } from 'mongoose';
import { FORMATS } from '../report-writing/report-file.types.js';
import { REPORT_TYPES } from '../report-content/report-content.types.js';
import { REPORT_STATES, type Report, type ReportPiece } from './report.types.js';

export const ReportSchema = new Schema<Report>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    type: { type: String, required: true, enum: REPORT_TYPES },
    format: { type: String, required: true, enum: FORMATS },
    title: { type: String, required: true, maxlength: 200 },
    filter: { type: Schema.Types.Mixed, required: true },
    metrics: { type: [String], default: undefined },
    recipients: { type: [String], required: true },
    state: { type: String, required: true, enum: REPORT_STATES },
    progress: { type: Number, required: true, min: 0, max: 100 },
    rows: { type: Number, required: true, min: 0 },
    bytes: { type: Number, required: true, min: 0 },
    createdBy: { type: Number, required: true },
    scheduleId: { type: String },
    createdAt: { type: Date, required: true },
    startedAt: { type: Date },
    endedAt: { type: Date },
    error: { type: String },
    attempt: { type: Number, required: true, min: 0 },
    heldUntil: { type: Date },
    mailIds: { type: [String], required: true },
  },
  { collection: 'reports', versionKey: false },
);
// A company's reports, the newest first; those that are past their time.
ReportSchema.index({ clientId: 1, createdAt: 1 });
// What is to be made, over all tenants: waiting ones, and those whose node is gone.
ReportSchema.index({ state: 1, createdAt: 1 });

export const ReportPieceSchema = new Schema<ReportPiece>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    reportId: { type: String, required: true },
    attempt: { type: Number, required: true, min: 1 },
    number: { type: Number, required: true, min: 0 },
    data: { type: Buffer, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'report_files', versionKey: false },
);
// The file of a report, in order.
ReportPieceSchema.index({ clientId: 1, reportId: 1, attempt: 1, number: 1 });
