import type { AgentId, SessionId, TenantId } from '../../common/ids.js';
import type { Role } from './roles.js';

/** Is the session of a token still good? Implemented by `auth`, bound in `app.module`. */
export abstract class SessionCheck {
  /** The role that the agent has now; null when the session or the agent has ended. */
  abstract roleOf(clientId: TenantId, agentId: AgentId, sessionId: SessionId): Promise<Role | null>;
}
