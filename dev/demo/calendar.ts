import { DateTime } from 'luxon';

import type { DayPlan } from '../bank/plan.js';
import { TIME_ZONE } from './companies.js';

/** A day of the record with the calendar day as which it is played. */
export interface PlayedDay {
  /** YYYY-MM-DD, in the company's time zone. */
  readonly date: string;
  readonly midnightMs: number;
  /** When the first caller or agent comes. */
  readonly firstMs: number;
}

/** How far the deployment has come: played days never begin before that. */
export interface Past {
  readonly lastDay: string | undefined;
  readonly clockMs: number;
}

/**
 * The calendar day for a recorded one: the present day, or the day after the last played one if
 * that is later; never one whose beginning, `leadMs` before the first call, is past by the clock.
 */
export function calendarDay(
  plan: DayPlan,
  presentMs: number,
  past: Past,
  leadMs: number,
): PlayedDay {
  const first = firstSecond(plan) * 1000;
  let day = DateTime.fromMillis(presentMs, { zone: TIME_ZONE }).startOf('day');
  if (past.lastDay !== undefined) {
    const next = DateTime.fromISO(past.lastDay, { zone: TIME_ZONE }).plus({ days: 1 });
    if (next > day) day = next;
  }
  while (day.toMillis() + first - leadMs <= past.clockMs) day = day.plus({ days: 1 });
  const midnightMs = day.toMillis();
  return { date: day.toISODate() ?? '', midnightMs, firstMs: midnightMs + first };
}

/** The second of the day at which something happens first. */
export function firstSecond({ calls, agents }: Pick<DayPlan, 'calls' | 'agents'>): number {
  const seconds = [calls[0]?.arrivalSecond, ...agents.map(({ from }) => from)];
  const known = seconds.filter((second) => second !== undefined);
  return known.length === 0 ? 0 : Math.min(...known);
}

/** The calendar day of a moment, YYYY-MM-DD. */
export function dateOf(ms: number): string {
  return DateTime.fromMillis(ms, { zone: TIME_ZONE }).toISODate() ?? '';
}

/** The time of day, HH:MM. */
export function timeOfDay(ms: number): string {
  return DateTime.fromMillis(ms, { zone: TIME_ZONE }).toFormat('HH:mm');
}
