import type { AgentId } from '../../common/ids.js';

/** Figures that stand on the agent itself. */
export interface AgentFigures {
  readonly currentTickets: number;
  readonly totalTicketsHandled: number;
  readonly ticketsResolvedToday: number;
  readonly messagesHandledToday: number;
  readonly avgResponseTime: number;
  readonly customerSatisfaction: number;
}

/** What is added to the counters of an agent; none goes below zero. */
export type CounterChange = Partial<
  Record<Exclude<keyof AgentFigures, 'avgResponseTime' | 'customerSatisfaction'>, number>
>;

/** The counters of a day. */
export interface DayCounters {
  readonly agentId: AgentId;
  readonly ticketsResolvedToday: number;
  readonly messagesHandledToday: number;
  readonly onlineHoursToday: number;
}

/** What something that happened means to the figures of an agent. */
export interface FiguresChange {
  readonly counters: CounterChange;
  /** Seconds that a first answer took. */
  readonly answerSeconds?: number;
  /** A customer's answer, 1 to 5. */
  readonly rating?: number;
}
