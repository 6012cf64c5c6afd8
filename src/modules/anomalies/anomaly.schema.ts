import { Schema } from 'mongoose';
import { KINDS, METRICS } from './detection.domain.js';
import { ANOMALY_STATES, type Anomaly } from './anomaly.types.js';

export const AnomalySchema = new Schema<Anomaly>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    sector: { type: String },
    metric: { type: String, required: true, enum: METRICS },
    kind: { type: String, required: true, enum: KINDS },
    direction: { type: String, required: true, enum: ['above', 'below'] },
    state: { type: String, required: true, enum: ANOMALY_STATES },
    since: { type: Date, required: true },
    until: { type: Date, required: true },
    actual: { type: Number, required: true },
    expected: { type: Number, required: true },
    p: { type: Number, required: true, min: 0, max: 1 },
    detectedAt: { type: Date, required: true },
    acknowledgedAt: { type: Date },
    acknowledgedBy: { type: Number },
    resolvedAt: { type: Date },
    resolvedBy: { type: Number },
    note: { type: String, maxlength: 1000 },
    version: { type: Number, required: true, min: 1 },
  },
  { collection: 'anomaly_detection', versionKey: false },
);
// Those that are not over; what was seen lately, so that it is raised once.
AnomalySchema.index({ clientId: 1, state: 1, since: 1 });
AnomalySchema.index({ clientId: 1, until: 1 });
// Those of a period, the newest first.
AnomalySchema.index({ clientId: 1, since: 1 });
