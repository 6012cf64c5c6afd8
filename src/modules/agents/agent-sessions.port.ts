import type { ClientSession } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';

/** Where agents are signed in. Implemented by `auth`, bound in `app.module`. */
export abstract class AgentSessions {
  /** Ends every session of an agent that is leaving, in the caller's transaction. */
  abstract endAll(session: ClientSession, clientId: TenantId, agentId: AgentId): Promise<void>;
}
