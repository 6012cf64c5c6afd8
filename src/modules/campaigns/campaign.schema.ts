import { Schema } from 'mongoose';
import { CALL_PRIORITIES } from '../calls/outbound-call.types.js';
import {
  CAMPAIGN_MODES,
  CAMPAIGN_STATES,
  LEAD_OUTCOMES,
  LEAD_STATES,
  type Campaign,
  type Lead,
} from './campaign.types.js';

export const CampaignSchema = new Schema<Campaign>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    name: { type: String, required: true, maxlength: 100 },
    mode: { type: String, required: true, enum: CAMPAIGN_MODES },
    status: { type: String, required: true, enum: CAMPAIGN_STATES },
    agentIds: { type: [Number], required: true },
    teamId: { type: String },
    callsPerMinute: { type: Number, min: 1 },
    keepsAgentOnLine: { type: Boolean },
    linesPerAgent: { type: Number, min: 1, max: 3 },
    callingWindow: { type: Schema.Types.Mixed },
    retry: { type: Schema.Types.Mixed, required: true },
    recycling: { type: [{ type: Schema.Types.Mixed }], required: true },
    callsPerNumberPerDay: { type: Number, required: true, min: 1 },
    priority: { type: String, required: true, enum: CALL_PRIORITIES },
    previewSeconds: { type: Number, required: true, min: 1 },
    nextDialAt: { type: Date, required: true },
    dials: { type: Number, required: true, min: 0 },
    createdBy: { type: Number, required: true },
    startedAt: { type: Date },
    version: { type: Number, required: true, min: 1 },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'campaigns', versionKey: false },
);

// The list, all of it or by status, newest first.
CampaignSchema.index({ clientId: 1, createdAt: -1 });
CampaignSchema.index({ clientId: 1, status: 1, createdAt: -1 });
// What runs, over all tenants.
CampaignSchema.index({ status: 1 }, { partialFilterExpression: { status: 'running' } });

export const LeadSchema = new Schema<Lead>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    campaignId: { type: String, required: true },
    phoneNumber: { type: String, required: true },
    openNumber: { type: String },
    name: { type: String, maxlength: 200 },
    timezone: { type: String },
    data: { type: Schema.Types.Mixed },
    status: { type: String, required: true, enum: LEAD_STATES },
    outcome: { type: String, enum: LEAD_OUTCOMES },
    attempts: { type: Number, required: true, min: 0 },
    nextAttemptAt: { type: Date, required: true },
    agentId: { type: Number },
    isAhead: { type: Boolean },
    previewUntil: { type: Date },
    callLogId: { type: String },
    lastStatus: { type: String },
    lastReason: { type: String },
    disposition: { type: String },
    dispositionUntil: { type: Date },
    version: { type: Number, required: true, min: 1 },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'campaign_leads', versionKey: false },
);

// A number is once in a campaign; and open in one campaign of the company at a time.
LeadSchema.index({ clientId: 1, campaignId: 1, phoneNumber: 1 }, { unique: true });
LeadSchema.index(
  { clientId: 1, openNumber: 1 },
  { unique: true, partialFilterExpression: { openNumber: { $gt: '' } } },
);
// The next lead of a campaign; the list by status; how many are in each.
LeadSchema.index({ clientId: 1, campaignId: 1, status: 1, nextAttemptAt: 1, _id: 1 });
// Leads that are done, past their retention.
LeadSchema.index({ clientId: 1, status: 1, updatedAt: 1 });
// Leads whose call is under way or that are looked at, over all tenants.
LeadSchema.index(
  { status: 1, updatedAt: 1 },
  { partialFilterExpression: { openNumber: { $gt: '' } } },
);
// Leads of which the agent has yet to say what came of the call, over all tenants.
LeadSchema.index(
  { dispositionUntil: 1 },
  { partialFilterExpression: { dispositionUntil: { $type: 'date' } } },
);
// Whose agents call for a campaign now.
LeadSchema.index(
  { clientId: 1, agentId: 1, status: 1 },
  { partialFilterExpression: { openNumber: { $gt: '' } } },
);
