import type { AgentId, SessionId, TenantId } from '../../common/ids.js';
import type { Agent } from '../agents/agents.types.js';

/** Where a request came from. */
export interface Device {
  readonly ipAddress: string;
  readonly userAgent: string;
}

export const END_REASONS = [
  'logout',
  'revoked',
  'password_changed',
  'password_reset',
  'deactivated',
  'refresh_reused',
  'idle',
] as const;
export type EndReason = (typeof END_REASONS)[number];

/** One signed-in device of an agent. */
export interface Session {
  readonly id: SessionId;
  readonly clientId: TenantId;
  readonly agentId: AgentId;
  readonly ipAddress: string;
  readonly userAgent: string;
  readonly startedAt: Date;
  readonly lastActivity: Date;
  readonly endedAt: Date | null;
  readonly isActive: boolean;
}

/** What came of an admin's reset. */
export interface PasswordReset {
  /** That was made, and is stored nowhere; null where one was given. */
  readonly temporaryPassword: string | null;
  readonly validUntil: Date;
}

/** What a sign-in or a refresh gives. */
export interface SignedIn {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds that the access token lasts. */
  readonly expiresIn: number;
  readonly agent: Agent;
}
