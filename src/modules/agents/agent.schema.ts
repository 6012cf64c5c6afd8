import { Schema } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import { ROLES } from '../../platform/http/roles.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import {
  ACTIVITY_TYPES,
  AGENT_KINDS,
  ONLINE_STATUSES,
  PERFORMANCE_LEVELS,
  type ActivityType,
  type Agent,
  type CountedInLine,
} from './agents.types.js';

export interface AgentDocument extends Omit<Agent, 'id'>, TenantDocument {
  /** From the deployment's counter. */
  readonly _id: AgentId;
  readonly clientId: TenantId;
  /** Names in lower case: two that differ in case only are one account. */
  readonly usernameKey: string;
  readonly emailKey: string;
  /** Where each piece of a word begins: see `searchKeysOf`. */
  readonly searchKeys: readonly string[];
  readonly passwordHash: string;
  /** When the password ends, where its agent did not choose it; accounts of old have none. */
  readonly passwordUntil?: Date | null;
}

const count = { type: Number, required: true, min: 0 } as const;

export const AgentSchema = new Schema<AgentDocument>(
  {
    _id: { type: Number, required: true },
    clientId: { type: String, required: true },
    username: { type: String, required: true, minlength: 3, maxlength: 50 },
    usernameKey: { type: String, required: true },
    email: { type: String, required: true, maxlength: 255 },
    emailKey: { type: String, required: true },
    searchKeys: { type: [String] },
    passwordHash: { type: String, required: true, secret: true },
    passwordUntil: { type: Date },
    role: { type: String, required: true, enum: ROLES },
    isActive: { type: Boolean, required: true },
    lastLoginAt: { type: Date },
    fullName: { type: String, required: true, minlength: 2, maxlength: 255 },
    avatar: { type: String },
    phone: { type: String, maxlength: 20 },
    dialNumber: { type: String },
    department: { type: String, required: true, minlength: 2, maxlength: 100 },
    kind: { type: String, required: true, enum: AGENT_KINDS },
    streamUrl: { type: String, maxlength: 2048 },
    maxConcurrentCalls: { type: Number, required: true, min: 1, max: 20 },
    externalId: { type: String, maxlength: 100 },
    onlineStatus: { type: String, required: true, enum: ONLINE_STATUSES },
    lastSeen: { type: Date },
    currentTickets: count,
    totalTicketsHandled: count,
    avgResponseTime: { type: Number, required: true, min: 0, max: 1440 },
    customerSatisfaction: { type: Number, required: true, min: 1, max: 5 },
    ticketsResolvedToday: count,
    messagesHandledToday: count,
    onlineHoursToday: count,
    performanceLevel: { type: String, required: true, enum: PERFORMANCE_LEVELS },
    mustChangePassword: { type: Boolean, required: true },
    version: { type: Number, required: true, min: 1 },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'agents', versionKey: false },
);

// Sign-in, before the tenant is known; one account of a name in the deployment.
AgentSchema.index({ usernameKey: 1 }, { unique: true });
AgentSchema.index({ emailKey: 1 }, { unique: true });
// The list, by each of its filters and orders.
AgentSchema.index({ clientId: 1, role: 1, department: 1 });
AgentSchema.index({ clientId: 1, department: 1 });
AgentSchema.index({ clientId: 1, onlineStatus: 1 });
AgentSchema.index({ clientId: 1, isActive: 1, onlineStatus: 1 });
AgentSchema.index({ clientId: 1, lastLoginAt: -1 });
AgentSchema.index({ clientId: 1, _id: 1 });
// Search for words and pieces of them.
AgentSchema.index({ clientId: 1, searchKeys: 1 });

/**
 * Of each company one document, written by whatever takes an admin away: two who remove each other
 * at once write the same document, so that one of them sees what the other did.
 */
export interface AdminGuardDocument extends TenantDocument {
  readonly _id: TenantId;
  readonly clientId: TenantId;
  readonly removals: number;
}

export const AdminGuardSchema = new Schema<AdminGuardDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    removals: { type: Number, required: true, min: 1 },
  },
  { collection: 'admin_guards', versionKey: false },
);

export interface AgentActivityDocument extends TenantDocument {
  readonly _id: string;
  readonly clientId: TenantId;
  readonly agentId: AgentId;
  readonly type: ActivityType;
  readonly description: string;
  readonly timestamp: Date;
  /** Ids of what it is about: a ticket, a call, a session. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly counted?: CountedInLine;
}

export const AgentActivitySchema = new Schema<AgentActivityDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    agentId: { type: Number, required: true },
    type: { type: String, required: true, enum: ACTIVITY_TYPES },
    description: { type: String, required: true, maxlength: 1000 },
    timestamp: { type: Date, required: true },
    metadata: { type: Schema.Types.Mixed },
    counted: { type: Schema.Types.Mixed },
  },
  { collection: 'agent_activities', versionKey: false },
);

// One agent's history, all of it or one type.
AgentActivitySchema.index({ clientId: 1, agentId: 1, timestamp: -1 });
AgentActivitySchema.index({ clientId: 1, agentId: 1, type: 1, timestamp: -1 });
// The tenant's history, and what is past its retention.
AgentActivitySchema.index({ clientId: 1, timestamp: -1 });
AgentActivitySchema.index({ clientId: 1, type: 1, timestamp: -1 });
