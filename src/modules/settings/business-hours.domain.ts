import { DateTime } from 'luxon';
import { z } from 'zod';
import type { FieldProblem } from '../../common/errors.js';
import { MINUTE } from '../../common/time.js';
import { endOfWindow, fields, name, timeOfDay, type DeepReadonly } from './fields.domain.js';

/** In the order of luxon's numbers: Monday is 1. */
export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const MAX_WINDOWS = 10;
const MAX_HOLIDAYS = 400;
/** Further ahead than this nobody looks for an opening. */
const DAYS_AHEAD = 400;

const windowSchema = fields({
  start: timeOfDay().describe('From this time of the clock on, itself counted.'),
  end: endOfWindow().describe('Up to this time, itself not counted; 24:00 is the end of the day.'),
});

const windows = () =>
  z
    .array(windowSchema, 'must be a list of windows')
    .max(MAX_WINDOWS, `must have at most ${MAX_WINDOWS} windows`);

const day = () => windows().default([]).describe('Open in these windows; none: closed.');

export const businessHoursSchema = fields({
  monday: day(),
  tuesday: day(),
  wednesday: day(),
  thursday: day(),
  friday: day(),
  saturday: day(),
  sunday: day(),
  holidays: z
    .array(
      fields({
        date: z
          .string('must be a day such as 2026-01-26')
          .refine(isRealDay, 'must be a day such as 2026-01-26')
          .describe('In the company’s time zone.'),
        name: name(100).nullish().describe('What is celebrated.'),
        windows: day(),
      }),
      'must be a list of holidays',
    )
    .max(MAX_HOLIDAYS, `must have at most ${MAX_HOLIDAYS} holidays`)
    .default([])
    .describe('Days with windows of their own in place of their weekday’s; none: closed.'),
});

export type Window = DeepReadonly<z.output<typeof windowSchema>>;
/**
 * When a company is open, by the clock on its wall: a day of 23 or 25 hours is open from the first
 * moment that shows a time in a window. A window may not pass midnight: what does is two, one up to
 * 24:00 and one from 00:00 of the next day.
 */
export type BusinessHours = DeepReadonly<z.output<typeof businessHoursSchema>>;

function isRealDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && DateTime.fromISO(text, { zone: 'utc' }).isValid;
}

/** What is wrong with the windows together, in plain words. */
export function problemsOf(hours: BusinessHours, field = 'businessHours'): FieldProblem[] {
  const days = WEEKDAYS.map((weekday): readonly [string, readonly Window[]] => [
    weekday,
    hours[weekday],
  ]);
  const holidays = hours.holidays.map((holiday, index): readonly [string, readonly Window[]] => [
    `holidays.${index}.windows`,
    holiday.windows,
  ]);
  const all = [...days, ...holidays];
  const problems = all.flatMap(([at, given]) => problemsOfDay(given, `${field}.${at}`));
  if (all.every(([, given]) => given.length === 0)) {
    problems.push({ field, message: 'has no window at all; null means always open' });
  }
  const dates = hours.holidays.map((holiday) => holiday.date);
  dates.forEach((date, index) => {
    if (dates.indexOf(date) === index) return;
    problems.push({ field: `${field}.holidays.${index}.date`, message: 'is named twice' });
  });
  return problems;
}

function problemsOfDay(given: readonly Window[], field: string): FieldProblem[] {
  const problems: FieldProblem[] = [];
  given.forEach(({ start, end }, index) => {
    if (end <= start) {
      const message =
        'must end after it starts; what goes past midnight is two windows, one to 24:00 and one ' +
        'from 00:00 of the next day';
      problems.push({ field: `${field}.${index}.end`, message });
    }
    const other = given.findIndex((w, at) => at < index && w.start < end && start < w.end);
    if (other >= 0) {
      const { start: from, end: to } = given[other] ?? { start: '', end: '' };
      problems.push({ field: `${field}.${index}`, message: `overlaps ${from}–${to}` });
    }
  });
  return problems;
}

/** Is the company open? One without hours always is. @param zone IANA name */
export function isOpen(hours: BusinessHours | null, zone: string, atMs: number): boolean {
  if (hours === null) return true;
  const local = DateTime.fromMillis(atMs, { zone });
  const clock = local.toFormat('HH:mm');
  return windowsOn(hours, local).some(({ start, end }) => start <= clock && clock < end);
}

/** The first moment from `atMs` on at which the company is open; null: not within 400 days. */
export function nextOpening(
  hours: BusinessHours | null,
  zone: string,
  atMs: number,
): number | null {
  if (isOpen(hours, zone, atMs) || hours === null) return atMs;
  const today = DateTime.fromMillis(atMs, { zone }).startOf('day');
  for (let ahead = 0; ahead <= DAYS_AHEAD; ahead += 1) {
    const openings = momentsOf(hours, today.plus({ days: ahead }).startOf('day')).filter(
      (moment) => moment > atMs && isOpen(hours, zone, moment),
    );
    if (openings.length > 0) return Math.min(...openings);
  }
  return null;
}

function windowsOn(hours: BusinessHours, local: DateTime): readonly Window[] {
  const date = local.toFormat('yyyy-MM-dd');
  const holiday = hours.holidays.find((entry) => entry.date === date);
  const weekday = WEEKDAYS[local.weekday - 1];
  return holiday?.windows ?? (weekday ? hours[weekday] : []);
}

/**
 * When an opening can begin on a day: where the clock shows a window's start, by either of the
 * day's offsets from UTC, and where the clock is changed (it may jump into a window).
 */
function momentsOf(hours: BusinessHours, midnight: DateTime): number[] {
  const nextMidnight = midnight.plus({ days: 1 }).startOf('day');
  const offsets = new Set([midnight.offset, nextMidnight.offset]);
  const { year, month, day: dayOfMonth } = midnight;
  const starts = windowsOn(hours, midnight).flatMap(({ start }) => {
    const [hour = 0, minute = 0] = start.split(':').map(Number);
    const asUtc = Date.UTC(year, month - 1, dayOfMonth, hour, minute);
    return [...offsets].map((offset) => asUtc - offset * MINUTE);
  });
  const changes = offsets.size > 1 ? [clockChange(midnight, nextMidnight)] : [];
  return [...starts, midnight.toMillis(), ...changes];
}

/** The moment between two at which the zone's offset changes, by halving. */
function clockChange(from: DateTime, to: DateTime): number {
  let before = from.toMillis();
  let after = to.toMillis();
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    const { offset } = DateTime.fromMillis(middle, { zone: from.zone });
    if (offset === from.offset) before = middle;
    else after = middle;
  }
  return after;
}
