import { Schema } from 'mongoose';
import { END_CAUSES, INBOUND_STATES, LED_BY, type Call } from './call.types.js';
import {
  CALL_ORIGINS,
  CALL_PRIORITIES,
  DIAL_STATES,
  DIAL_WAYS,
  OUTBOUND_CAUSES,
  OUTBOUND_STATES,
  OUTBOUND_STATUSES,
  type OutboundCall,
} from './outbound-call.types.js';

const both = <T>(...lists: readonly (readonly T[])[]): T[] => [...new Set(lists.flat())];

/** What only a call that we placed has. */
const outboundFields = {
  outboundStatus: { type: String, enum: OUTBOUND_STATUSES },
  dialState: { type: String, enum: DIAL_STATES },
  origin: { type: String, enum: CALL_ORIGINS },
  way: { type: String, enum: DIAL_WAYS },
  lineOf: { type: String },
  userId: { type: String },
  urgency: { type: String, enum: CALL_PRIORITIES },
  metadata: { type: Schema.Types.Mixed },
  timezone: { type: String },
  scheduledFor: { type: Date },
  dueAt: { type: Date },
  intervalMs: { type: Number, min: 0 },
  pair: { type: String },
  dials: { type: Number, min: 0 },
  dialedAt: { type: Date },
  newsDueAt: { type: Date },
  initiatedAt: { type: Date },
  startedAt: { type: Date },
  retryCount: { type: Number, min: 0 },
  retryOf: { type: String },
  disposition: { type: Schema.Types.Mixed },
} satisfies Partial<Record<keyof OutboundCall, unknown>>;

/** `call_logs`: incoming calls, and those that we place. */
export const CallSchema = new Schema<Call>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    direction: { type: String, required: true, enum: ['inbound', 'outbound'] },
    status: { type: String, required: true, enum: both<string>(INBOUND_STATES, OUTBOUND_STATES) },
    channelId: { type: String },
    providerSid: { type: String },
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
    failureReason: { type: String, enum: both<string>(END_CAUSES, OUTBOUND_CAUSES) },
    confirmed: { type: Boolean, required: true },
    cost: { type: Number },
    recordingUrl: { type: String },
    nextLookAt: { type: Date },
    looks: { type: Number, required: true, min: 0 },
    toFold: { type: Boolean, required: true },
    version: { type: Number, required: true, min: 1 },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
    ...outboundFields,
  },
  { collection: 'call_logs', versionKey: false },
);

// A webhook finds its call; one call for one of Exotel's ids, however many nodes hear of it.
// One that we place has no id until it is dialled.
CallSchema.index(
  { clientId: 1, providerSid: 1 },
  { unique: true, partialFilterExpression: { providerSid: { $gt: '' } } },
);
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
// Which companies and agents have calls that wait, over all tenants; an agent's next one.
CallSchema.index(
  { dialState: 1, clientId: 1, agentId: 1, priority: -1, dueAt: 1 },
  { partialFilterExpression: { dialState: 'waiting' } },
);
// Calls that we placed and that the telephone company must be asked about, over all tenants.
CallSchema.index(
  { dialState: 1, newsDueAt: 1 },
  { partialFilterExpression: { newsDueAt: { $type: 'date' } } },
);
// Nothing dials two numbers while it is not known whether something dials them already.
CallSchema.index(
  { clientId: 1, pair: 1 },
  { unique: true, partialFilterExpression: { pair: { $gt: '' } } },
);
// The calls on an agent's line.
CallSchema.index(
  { clientId: 1, lineOf: 1, dialState: 1 },
  { partialFilterExpression: { lineOf: { $gt: '' } } },
);
// Calls to come, by their time.
CallSchema.index(
  { clientId: 1, scheduledFor: 1, status: 1 },
  { partialFilterExpression: { scheduledFor: { $type: 'date' } } },
);
// The attempts after a call.
CallSchema.index(
  { clientId: 1, retryOf: 1 },
  { partialFilterExpression: { retryOf: { $gt: '' } } },
);
// The calls of a campaign, newest first.
CallSchema.index(
  { clientId: 1, 'metadata.campaignId': 1, createdAt: -1 },
  { partialFilterExpression: { 'metadata.campaignId': { $exists: true } } },
);
// The calls of a batch, and how far it is.
CallSchema.index(
  { clientId: 1, 'metadata.batchId': 1, dialState: 1, status: 1 },
  { partialFilterExpression: { 'metadata.batchId': { $exists: true } } },
);
