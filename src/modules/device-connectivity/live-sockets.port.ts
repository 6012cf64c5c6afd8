import type { AgentId, TenantId } from '../../common/ids.js';

/** Which agents have an open socket, on any node. Implemented by `realtime`, bound in `app.module`. */
export abstract class LiveSockets {
  abstract of(clientId: TenantId, agentIds: readonly AgentId[]): Promise<ReadonlySet<AgentId>>;
}
