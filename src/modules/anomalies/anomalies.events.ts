import type { DomainEvent } from '../../common/events.js';
import type { AgentId } from '../../common/ids.js';
import type { Anomaly } from './anomaly.types.js';

export type AnomalyEventType = 'anomaly.detected' | 'anomaly.acknowledged' | 'anomaly.resolved';

/** @param agentId who did it; null: nobody, it was found or was over by itself */
export function anomalyEvent(
  type: AnomalyEventType,
  anomaly: Anomaly,
  at: Date,
  agentId: AgentId | null,
): DomainEvent {
  const {
    _id: id,
    clientId,
    sector = null,
    metric,
    kind,
    direction,
    state,
    since,
    until,
  } = anomaly;
  const { actual, expected, p } = anomaly;
  const told = { id, sector, metric, kind, direction, state, since, until, actual, expected, p };
  return { type, clientId, at, agentId, data: { anomaly: told } };
}
