import type { AgentId, CallLogId, TenantId } from '../../common/ids.js';
import type { CallMetadata, CallPriority } from '../calls/outbound-call.types.js';
import type { OwnHours, Recurring } from './schedule.domain.js';

/**
 * `pending`: a run is to come; `running`: its last call is under way; `missed`: its only run was more
 * than an hour late; `done`, `canceled`: nothing comes any more.
 */
export const SCHEDULE_STATES = ['pending', 'running', 'done', 'missed', 'canceled'] as const;
export type ScheduleState = (typeof SCHEDULE_STATES)[number];

/** What of a schedule may be changed while it is pending. */
export interface ScheduleInput {
  readonly phoneNumber: string;
  readonly agentId: AgentId;
  readonly userId: string | null;
  readonly priority: CallPriority;
  readonly metadata: CallMetadata;
  readonly scheduledFor: Date;
  readonly timezone: string;
  readonly respectBusinessHours: boolean;
  readonly businessHours: OwnHours | null;
  readonly recurring: Recurring | null;
}

/** Calls to come, once or again and again. */
export interface ScheduledCall extends ScheduleInput {
  readonly _id: string;
  readonly clientId: TenantId;
  readonly status: ScheduleState;
  /** The call of the last run. */
  readonly callLogId: CallLogId | null;
  /** Runs that were made, and that were too late. */
  readonly occurrences: number;
  readonly missedRuns: number;
  /** Which occurrence comes next, from 0, and when; null: none. */
  readonly nextIndex: number;
  readonly nextRunAt: Date | null;
  readonly createdBy: AgentId;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
