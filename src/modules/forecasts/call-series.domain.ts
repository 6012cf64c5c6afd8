import { DateTime } from 'luxon';
import type { Period } from '../../common/period.js';
import { DAY, dayBounds, MINUTE } from '../../common/time.js';
import {
  mean,
  shiftDate,
  totalOf,
  weekdayOf,
  type CallDay,
} from '../forecasting/call-days.domain.js';
import { WEEKDAYS, type BusinessHours } from '../settings/business-hours.domain.js';

export const QUARTER_MS = 15 * MINUTE;
export const PARTS_OF_DAY = DAY / QUARTER_MS;

/** A quarter of an hour, and the part of its day that it is by the clock. */
export interface PlacedQuarter {
  readonly at: Date;
  /** 0 at midnight, 95 at a quarter to. */
  readonly part: number;
}

/** The quarters of a day in its zone, in order: 96, or fewer or more where the clocks are changed. */
export function quartersOf(date: string, zone: string): PlacedQuarter[] {
  const { from, to } = dayBounds(date, zone);
  const hasEveryPart = to.getTime() - from.getTime() === DAY;
  return Array.from({ length: (to.getTime() - from.getTime()) / QUARTER_MS }, (_, place) => {
    const at = new Date(from.getTime() + place * QUARTER_MS);
    return { at, part: hasEveryPart ? place : partByClock(at, zone) };
  });
}

function partByClock(at: Date, zone: string): number {
  const { hour, minute } = DateTime.fromJSDate(at, { zone });
  return hour * 4 + Math.floor(minute / 15);
}

/**
 * The days of a period with the calls of each part. A part that the clocks let come twice counts as
 * the mean of both, one that they left out as nothing.
 */
export function callDays(
  quarters: readonly { readonly start: Date; readonly offered: number }[],
  { from, to }: Period,
  zone: string,
): CallDay[] {
  const calls = new Map(quarters.map(({ start, offered }) => [start.getTime(), offered]));
  const days: CallDay[] = [];
  for (let date = from; date <= to; date = shiftDate(date, 1)) {
    const counts = Array.from({ length: PARTS_OF_DAY }, () => 0);
    const times = Array.from({ length: PARTS_OF_DAY }, () => 0);
    for (const { at, part } of quartersOf(date, zone)) {
      counts[part] = (counts[part] ?? 0) + (calls.get(at.getTime()) ?? 0);
      times[part] = (times[part] ?? 0) + 1;
    }
    days.push({ date, counts: counts.map((count, part) => count / Math.max(1, times[part] ?? 1)) });
  }
  return days;
}

/** A day of which so many calls are usual does not pass without one by chance (e^−4.6 is 1 %). */
const NEVER_NONE = 4.6;
const LOOK_BACK_WEEKS = 4;

/** Is the company open at any time of the day? One without hours always is. */
export function opensOn(hours: BusinessHours | null, date: string): boolean {
  if (hours === null) return true;
  const weekday = WEEKDAYS[weekdayOf(date)];
  const holiday = hours.holidays.find((one) => one.date === date);
  return (holiday?.windows ?? (weekday ? hours[weekday] : [])).length > 0;
}

/**
 * The days to learn from: from the first call on, without days off. A day off is one without a call
 * on which the company was closed, or which has none by more than chance.
 */
export function workingDays(days: readonly CallDay[], hours: BusinessHours | null): CallDay[] {
  const first = days.findIndex((day) => totalOf(day) > 0);
  const known = first < 0 ? [] : days.slice(first);
  const busy = known.filter((day) => totalOf(day) > 0);
  const usual = Array.from({ length: 7 }, (_, weekday) => {
    const same = busy.filter((day) => weekdayOf(day.date) === weekday);
    return mean((same.length > 0 ? same : busy).map(totalOf));
  });
  const isNever = (date: string): boolean => (usual[weekdayOf(date)] ?? 0) > NEVER_NONE;
  return known.filter(
    (day) => totalOf(day) > 0 || (opensOn(hours, day.date) && !isNever(day.date)),
  );
}

/**
 * Of later days, those on which calls can come: the company opens, and one of the last four days of
 * the same weekday had a call or there were none yet.
 */
export function daysWithCalls(
  days: readonly CallDay[],
  later: readonly string[],
  hours: BusinessHours | null,
): string[] {
  return later.filter((date) => {
    const before = days
      .filter((day) => weekdayOf(day.date) === weekdayOf(date))
      .slice(-LOOK_BACK_WEEKS);
    return opensOn(hours, date) && (before.length === 0 || before.some((day) => totalOf(day) > 0));
  });
}
