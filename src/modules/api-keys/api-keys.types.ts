import type { AgentId, ApiKeyId, TenantId } from '../../common/ids.js';
import type { Permission } from '../../platform/http/roles.js';

/** What a program shows instead of signing in. */
export interface ApiKey {
  /** Public, and a part of the key itself. */
  readonly id: ApiKeyId;
  readonly clientId: TenantId;
  readonly name: string;
  readonly scopes: readonly Permission[];
  /** The one agent that it acts for; null: for the company. */
  readonly agentId: AgentId | null;
  readonly createdBy: AgentId;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  /** To the minute. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

export interface NewApiKey {
  readonly name: string;
  readonly scopes: readonly Permission[];
  readonly agentId?: number | null;
  readonly expiresAt?: Date | null;
}
