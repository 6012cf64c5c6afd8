import type { PerformanceLevel } from '../agents/agents.types.js';

/** What an agent's figures of a day, or of several together, are made of. */
export interface PerformanceSums {
  /** First answers to tickets, and the seconds that they took together. */
  readonly answers: number;
  readonly answerSeconds: number;
  /** Of these, those within the target. */
  readonly inTarget: number;
  /** Turns whose target ran out without an answer. */
  readonly overdue: number;
  /** Customers' answers, and their sum. */
  readonly ratings: number;
  readonly ratingSum: number;
}

export const NO_PERFORMANCE: PerformanceSums = Object.freeze({
  answers: 0,
  answerSeconds: 0,
  inTarget: 0,
  overdue: 0,
  ratings: 0,
  ratingSum: 0,
});

/** Minutes; an answer that took longer counts as a day. */
const MOST_MINUTES = 1440;

/** To two decimals. */
export const round2 = (value: number): number => Math.round(value * 100) / 100;

/** Mean minutes from `ticket_assigned` to the first `message_sent`; null without an answer. */
export function avgResponseTime({ answers, answerSeconds }: PerformanceSums): number | null {
  return answers === 0 ? null : Math.min(MOST_MINUTES, round2(answerSeconds / answers / 60));
}

/** Mean of the customers' answers, 1 to 5; null without one. */
export function customerSatisfaction({ ratings, ratingSum }: PerformanceSums): number | null {
  return ratings === 0 ? null : round2(ratingSum / ratings);
}

/** Percent answered within the target, of all whose target is over; null where there were none. */
export function slaCompliance({ inTarget, overdue }: PerformanceSums): number | null {
  return inTarget + overdue === 0 ? null : round2((100 * inTarget) / (inTarget + overdue));
}

/** What must be reached for a level. */
export interface Thresholds {
  readonly slaCompliance: number;
  readonly customerSatisfaction: number;
}

/**
 * The level that the figures reach: of those that are known, all must. An agent about whom nothing
 * is known is in the middle, where it began.
 */
export function levelOf(
  sums: PerformanceSums,
  levels: { readonly high: Thresholds; readonly medium: Thresholds },
): PerformanceLevel {
  const sla = slaCompliance(sums);
  const rating = customerSatisfaction(sums);
  if (sla === null && rating === null) return 'medium';
  const reaches = (least: Thresholds): boolean =>
    (sla ?? Infinity) >= least.slaCompliance && (rating ?? Infinity) >= least.customerSatisfaction;
  if (reaches(levels.high)) return 'high';
  return reaches(levels.medium) ? 'medium' : 'low';
}
