import type { AgentId } from '../../common/ids.js';
import { CHANGEABLE, type Agent, type AgentChanges } from './agents.types.js';

/** What an agent may not change of itself: who it is in the company, and how many calls it takes. */
const FOR_ADMINS = [
  'role',
  'department',
  'isActive',
  'kind',
  'streamUrl',
  'maxConcurrentCalls',
] as const;

type Fields = { readonly [Field in (typeof CHANGEABLE)[number]]?: Agent[Field] | undefined };

/** Those of the wanted changes that change something. */
export function differencesOf(agent: Agent, wanted: Fields): AgentChanges {
  const changed = CHANGEABLE.filter(
    (field) => wanted[field] !== undefined && wanted[field] !== agent[field],
  );
  return Object.fromEntries(changed.map((field) => [field, wanted[field]]));
}

/** Who wants to change an agent. */
export interface Editor {
  readonly agentId: AgentId;
  /** An admin, or an API key whose scopes name `agents:write`. */
  readonly mayChangeAll: boolean;
}

/** Some may change everybody; others themselves, but for what is for admins. */
export function mayChange(who: Editor, id: AgentId, changes: AgentChanges): boolean {
  if (who.mayChangeAll) return true;
  return who.agentId === id && FOR_ADMINS.every((field) => changes[field] === undefined);
}

/** Is it an active admin that is none any more? */
export function takesAdminAway(agent: Agent, changes: AgentChanges): boolean {
  if (agent.role !== 'admin' || !agent.isActive) return false;
  return changes.isActive === false || (changes.role ?? 'admin') !== 'admin';
}

/** Is it an active agent that is none any more? */
export function isLeaving(agent: Agent, changes: AgentChanges): boolean {
  return agent.isActive && changes.isActive === false;
}

/** How many calls an agent may be given: none when it is not active. */
export const capacityOf = ({
  isActive,
  maxConcurrentCalls,
}: Pick<Agent, 'isActive' | 'maxConcurrentCalls'>): number => (isActive ? maxConcurrentCalls : 0);
