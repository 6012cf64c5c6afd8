import { Schema } from 'mongoose';
import { END_CAUSES, INBOUND_STATES, LED_BY, type Call } from './call.types.js';

export const CallSchema = new Schema<Call>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    direction: { type: String, required: true, enum: ['inbound', 'outbound'] },
    status: { type: String, required: true, enum: INBOUND_STATES },
    channelId: { type: String, required: true },
    providerSid: { type: String, required: true },
    phoneNumber: { type: String },
    from: { type: String },
    to: { type: String },
    teamId: { type: String },
    sector: { type: String },
    capabilities: { type: [String], required: true },
    priority: { type: Number, required: true, min: 0, max: 10 },
    agentId: { type: Number },
    preferredAgentId: { type: Number },
    ledBy: { type: String, required: true, enum: LED_BY },
    offers: { type: [{ type: Schema.Types.Mixed }], required: true },
    offerCount: { type: Number, required: true, min: 0 },
    receivedAt: { type: Date, required: true },
    queuedAt: { type: Date },
    overflowedAt: { type: Date },
    handedTo: { type: String },
    callbackOfferedAt: { type: Date },
    expectedWait: { type: Schema.Types.Mixed },
    answeredAt: { type: Date },
    endedAt: { type: Date },
    lastNewsAt: { type: Date, required: true },
    waitSeconds: { type: Number, min: 0 },
    ringSeconds: { type: Number, min: 0 },
    talkSeconds: { type: Number, min: 0 },
    holdSeconds: { type: Number, min: 0 },
    wrapUpSeconds: { type: Number, min: 0 },
    duration: { type: Number, min: 0 },
    failureReason: { type: String, enum: END_CAUSES },
    confirmed: { type: Boolean, required: true },
    cost: { type: Number },
    recordingUrl: { type: String },
    nextLookAt: { type: Date },
    looks: { type: Number, required: true, min: 0 },
    toFold: { type: Boolean, required: true },
    version: { type: Number, required: true, min: 1 },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'call_logs', versionKey: false },
);

// A webhook finds its call; one call for one of Exotel's ids, however many nodes hear of it.
CallSchema.index({ clientId: 1, providerSid: 1 }, { unique: true });
// Lists by direction and status, newest first; live counts.
CallSchema.index({ clientId: 1, direction: 1, status: 1, createdAt: -1 });
// An agent's calls; the calls of a team; of a sector: all by the time they came.
CallSchema.index({ clientId: 1, agentId: 1, createdAt: -1 });
CallSchema.index({ clientId: 1, teamId: 1, createdAt: -1 });
CallSchema.index({ clientId: 1, sector: 1, createdAt: -1 });
// The call of an offer that its agent accepts or rejects.
CallSchema.index(
  { clientId: 1, 'offers.id': 1 },
  { partialFilterExpression: { 'offers.id': { $exists: true } } },
);
// A customer's calls.
CallSchema.index({ clientId: 1, phoneNumber: 1, createdAt: -1 });
// What Exotel must be asked about now.
CallSchema.index(
  { clientId: 1, nextLookAt: 1 },
  { partialFilterExpression: { nextLookAt: { $type: 'date' } } },
);
// What the figures have not counted yet.
CallSchema.index({ clientId: 1, toFold: 1, _id: 1 }, { partialFilterExpression: { toFold: true } });
