import type { DomainEvent } from '../../common/events.js';
import type { Agent } from './agents.types.js';

export type AgentEvent = DomainEvent<
  'agent.created' | 'agent.updated' | 'agent.deleted',
  { readonly agent: Agent }
>;

/** Somebody new may sign in. */
export function agentCreated(agent: Agent, at: Date): AgentEvent {
  return about('agent.created', agent, at);
}

/** What an agent is or may do has changed; not its presence. */
export function agentUpdated(agent: Agent, at: Date): AgentEvent {
  return about('agent.updated', agent, at);
}

/** An agent was removed: it signs in no more and takes no more calls. */
export function agentDeleted(agent: Agent, at: Date): AgentEvent {
  return about('agent.deleted', agent, at);
}

function about(type: AgentEvent['type'], agent: Agent, at: Date): AgentEvent {
  return { type, clientId: agent.clientId, at, agentId: agent.id, data: { agent } };
}
