import type { DomainEvent } from '../../common/events.js';
import type { ScheduledCall } from './schedule.types.js';

export type ScheduleEventType =
  | 'schedule.created'
  | 'schedule.updated'
  | 'schedule.canceled'
  | 'schedule.run'
  | 'schedule.missed'
  | 'schedule.done';

/** What others hear of a schedule. */
export function scheduleEvent(
  type: ScheduleEventType,
  { _id: scheduleId, clientId, agentId, callLogId, ...schedule }: ScheduledCall,
  at: Date,
): DomainEvent {
  const { status, phoneNumber, nextRunAt, occurrences, missedRuns } = schedule;
  const data = { scheduleId, status, phoneNumber, nextRunAt, occurrences, missedRuns };
  return { type, clientId, at, agentId, callLogId, data };
}
