import type { DomainEvent } from '../../common/events.js';
import type { Agent, PerformanceLevel } from '../agents/agents.types.js';

export type PerformanceLevelChanged = DomainEvent<
  'agent.performance_level_changed',
  { readonly agentId: number; readonly from: PerformanceLevel; readonly to: PerformanceLevel }
>;

/** The figures of its last thirty days lift or lower an agent. */
export function performanceLevelChanged(
  { id: agentId, clientId, performanceLevel: from }: Agent,
  to: PerformanceLevel,
  at: Date,
): PerformanceLevelChanged {
  return {
    type: 'agent.performance_level_changed',
    clientId,
    at,
    agentId,
    data: { agentId, from, to },
  };
}
