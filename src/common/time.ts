import { DateTime } from 'luxon';

/** The day (`YYYY-MM-DD`) that an instant falls on in a zone. */
export function dayOf(atMs: number, zone: string): string {
  return DateTime.fromMillis(atMs, { zone }).toFormat('yyyy-MM-dd');
}

/** First instant of a day in its zone, and of the next; a day has 23 to 25 hours. */
export function dayBounds(day: string, zone: string): { readonly from: Date; readonly to: Date } {
  const start = DateTime.fromISO(day, { zone }).startOf('day');
  return { from: start.toJSDate(), to: start.plus({ days: 1 }).startOf('day').toJSDate() };
}

/** Whole seconds between two instants, never below zero; null when one is missing. */
export function secondsBetween(from: Date | null | undefined, to: Date | null | undefined) {
  return from && to ? Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000)) : null;
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
