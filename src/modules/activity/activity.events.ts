import type { DomainEvent } from '../../common/events.js';
import type { TenantId } from '../../common/ids.js';
import type { AgentFigures } from '../agents/agent-figures.types.js';
import type { Activity } from '../agents/agents.types.js';

export type AgentActivityReported = DomainEvent<
  'agent.activity',
  {
    readonly activity: Activity;
    /** The agent's figures with it. */
    readonly figures: AgentFigures;
  }
>;

/** Something that an agent did was reported. */
export function agentActivity(
  clientId: TenantId,
  activity: Activity,
  figures: AgentFigures,
): AgentActivityReported {
  return {
    type: 'agent.activity',
    clientId,
    at: activity.timestamp,
    agentId: activity.agentId,
    data: { activity, figures },
  };
}
