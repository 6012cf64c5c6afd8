import { Schema } from 'mongoose';
import type { AgentId, SessionId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import { END_REASONS, type EndReason, type Session } from './auth.types.js';

export interface AgentSessionDocument extends Omit<Session, 'id'>, TenantDocument {
  readonly _id: SessionId;
  readonly clientId: TenantId;
  readonly endReason?: EndReason | null;
  /** Of its socket, while it has one. */
  readonly socketId?: string | null;
}

export const AgentSessionSchema = new Schema<AgentSessionDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    agentId: { type: Number, required: true },
    socketId: { type: String },
    ipAddress: { type: String, required: true, maxlength: 64 },
    userAgent: { type: String, maxlength: 512 },
    startedAt: { type: Date, required: true },
    lastActivity: { type: Date, required: true },
    endedAt: { type: Date },
    endReason: { type: String, enum: END_REASONS },
    isActive: { type: Boolean, required: true },
  },
  { collection: 'agent_sessions', versionKey: false },
);

// An agent's live sessions, the latest first.
AgentSessionSchema.index({ clientId: 1, agentId: 1, isActive: 1, lastActivity: -1 });
// Whose socket is this?
AgentSessionSchema.index({ clientId: 1, socketId: 1 }, { sparse: true });
// Idle sessions, and those past their retention.
AgentSessionSchema.index({ clientId: 1, isActive: 1, lastActivity: 1 });

/** A refresh token; the token itself is nowhere, only its SHA-256. */
export interface RefreshTokenDocument extends TenantDocument {
  /** SHA-256 of the token. */
  readonly _id: string;
  readonly clientId: TenantId;
  readonly agentId: AgentId;
  readonly sessionId: SessionId;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** When it was exchanged for its successor; null: it is the session's latest. */
  readonly usedAt: Date | null;
  /** SHA-256 of the device that exchanged it. */
  readonly usedBy: string | null;
}

export const RefreshTokenSchema = new Schema<RefreshTokenDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    agentId: { type: Number, required: true },
    sessionId: { type: String, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    usedAt: { type: Date },
    usedBy: { type: String },
  },
  { collection: 'refresh_tokens', versionKey: false },
);

// The clean-up, over all tenants. (A token is found by its hash before its tenant is known.)
RefreshTokenSchema.index({ expiresAt: 1 });

/**
 * Failed sign-ins of one account, or of a name that is no account: so it has no tenant.
 */
export interface SignInAttemptsDocument {
  /** `agent:` and its id, or `name:` and the SHA-256 of what was typed. */
  readonly _id: string;
  /** The last five at most. */
  readonly failures: readonly Date[];
  readonly lockedUntil: Date | null;
  readonly updatedAt: Date;
}

export const SignInAttemptsSchema = new Schema<SignInAttemptsDocument>(
  {
    _id: { type: String, required: true },
    failures: { type: [Date], required: true },
    lockedUntil: { type: Date },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'sign_in_attempts', versionKey: false },
);

// The clean-up.
SignInAttemptsSchema.index({ updatedAt: 1 });
