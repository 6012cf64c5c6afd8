import { Schema } from 'mongoose';
import { DECISION_PATHS, type RoutingDecision } from './routing.types.js';

export const DecisionSchema = new Schema<RoutingDecision>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    callLogId: { type: String, required: true },
    at: { type: Date, required: true },
    path: {
      type: String,
      required: true,
      enum: DECISION_PATHS,
    },
    winner: { type: Number },
    candidates: { type: [{ type: Schema.Types.Mixed }], required: true },
    candidateCount: { type: Number, required: true, min: 0 },
    fallen: { type: Schema.Types.Mixed, required: true },
    need: { type: Schema.Types.Mixed, required: true },
    rulesVersion: { type: Number, required: true },
    indexVersion: { type: Number, required: true },
    policyVersion: { type: Number, required: true },
    discovery: { type: String, required: true, enum: ['enhanced', 'status'] },
    ms: { type: Number, required: true, min: 0 },
  },
  { collection: 'routing_decisions', versionKey: false },
);

// Why did this call go there?
DecisionSchema.index({ clientId: 1, callLogId: 1, _id: 1 });
// The newest decisions of a company.
DecisionSchema.index({ clientId: 1, at: -1 });
