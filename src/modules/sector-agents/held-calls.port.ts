import type { AgentId, TenantId } from '../../common/ids.js';

/** Does an agent hold a call now? Implemented by `heartbeat`, bound in `app.module`. */
export abstract class HeldCalls {
  abstract holds(clientId: TenantId, agentId: AgentId): Promise<boolean>;
}
