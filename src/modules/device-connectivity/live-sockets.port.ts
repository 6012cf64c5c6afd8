import type { AgentId, TenantId } from '../../common/ids.js';

/** The sockets of agents. Implemented by `realtime`, bound in `app.module`. */
export abstract class LiveSockets {
  /** Which agents have an open one, on any node: each answered a probe within the last interval. */
  abstract of(clientId: TenantId, agentIds: readonly AgentId[]): Promise<ReadonlySet<AgentId>>;
  /** Asks those on this node now: agents none of whose sockets here answers within 5 s. */
  abstract silent(agentIds: readonly AgentId[]): Promise<ReadonlySet<AgentId>>;
}
