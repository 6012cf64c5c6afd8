import type { ClientSession } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';

/** How many calls an agent may hold, where reservations look. Implemented by `heartbeat`. */
export abstract class AgentCapacity {
  /**
   * Sets it in the caller's transaction: whatever any node believes, no reservation after the commit
   * goes above it. 0: none at all.
   */
  abstract set(
    session: ClientSession,
    clientId: TenantId,
    agentId: AgentId,
    calls: number,
  ): Promise<void>;
}
