import type { DomainEvent } from '../../common/events.js';
import type { Report, ReportState } from './report.types.js';

/** How far a report is; to whoever asked for it. */
export function reportEvent(
  { _id: reportId, clientId, type, format, title, rows, createdBy }: Report,
  state: ReportState,
  progress: number,
  at: Date,
): DomainEvent {
  const data = { reportId, type, format, title, state, progress, rows, createdBy };
  return {
    type: state === 'running' ? 'report.progress' : `report.${state}`,
    clientId,
    at,
    agentId: createdBy,
    data,
  };
}
