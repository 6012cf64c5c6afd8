import type { AgentId, TenantId } from '../../common/ids.js';
import type { ActivityType } from '../agents/agents.types.js';

/**
 * What others may report of an agent: tickets and messages of a help desk, calls of another system.
 * Sign-ins and statuses are what we know ourselves.
 */
export const REPORTED_TYPES = [
  'ticket_assigned',
  'ticket_resolved',
  'message_sent',
  'call_offered',
  'call_answered',
  'call_missed',
  'call_completed',
] as const satisfies readonly ActivityType[];
export type ReportedType = (typeof REPORTED_TYPES)[number];

/** Something that an agent did, as it is reported. */
export interface ReportedActivity {
  readonly type: ReportedType;
  readonly description?: string | null | undefined;
  /** Plain values by name; `ticketId` and `rating` have a meaning. */
  readonly metadata?: Readonly<Record<string, unknown>> | null | undefined;
}

/** How an agent's turn at a ticket ended. */
export const TURN_ENDS = ['resolved', 'reassigned'] as const;
export type TurnEnd = (typeof TURN_ENDS)[number];

/**
 * One agent's turn at a ticket, from its assignment to its end. Turns that have ended do not change
 * any more, but for a late first answer, so every day's figures can be made again from them.
 */
export interface TicketTurn {
  readonly _id: string;
  readonly clientId: TenantId;
  readonly ticketId: string;
  /** 1, 2 … of the ticket. */
  readonly number: number;
  readonly agentId: AgentId;
  readonly assignedAt: Date;
  /** The agent's first message. */
  readonly answeredAt: Date | null;
  readonly endedAt: Date | null;
  readonly end: TurnEnd | null;
}
