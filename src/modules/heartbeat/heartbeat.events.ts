import type { DomainEvent } from '../../common/events.js';
import type { AgentId } from '../../common/ids.js';
import type { Choice, PresenceDocument } from './presence.schema.js';
import type { OnlineStatus } from './readiness.domain.js';

export type AgentStatusChanged = DomainEvent<
  'agent.status_changed',
  {
    readonly agentId: AgentId;
    /** What others see. */
    readonly status: OnlineStatus;
    /** What the agent chose. */
    readonly chosen: Choice;
    readonly reason: string | null;
  }
>;

/** An agent's choice, or what others see of it, changed. */
export function agentStatusChanged(
  presence: PresenceDocument,
  status: OnlineStatus,
  at: Date,
): AgentStatusChanged {
  const { _id: agentId, clientId, chosen } = presence;
  const reason = presence.chosenReason ?? null;
  return {
    type: 'agent.status_changed',
    clientId,
    at,
    agentId,
    data: { agentId, status, chosen, reason },
  };
}

export type AgentCameOrWent = DomainEvent<'agent.online' | 'agent.offline', { agentId: AgentId }>;

/** An agent came to be there, or is gone. */
export function agentCameOrWent(
  { _id: agentId, clientId }: PresenceDocument,
  type: AgentCameOrWent['type'],
  at: Date,
): AgentCameOrWent {
  return { type, clientId, at, agentId, data: { agentId } };
}
