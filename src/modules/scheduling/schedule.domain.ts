import { DateTime, IANAZone } from 'luxon';
import { HOUR, MINUTE } from '../../common/time.js';
import {
  nextOpening,
  WEEKDAYS,
  type BusinessHours,
  type Window,
} from '../settings/business-hours.domain.js';

export const FREQUENCIES = ['daily', 'weekly', 'monthly'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

export interface Recurring {
  readonly frequency: Frequency;
  /** Every how many days, weeks or months. */
  readonly interval: number;
  /** The last moment at which one may be due. */
  readonly endDate: Date | null;
  readonly maxOccurrences: number | null;
}

/** Hours of a schedule's own, on each of these days (1 is Monday). */
export interface OwnHours {
  readonly start: string;
  readonly end: string;
  readonly daysOfWeek: readonly number[];
}

/** When a call is to be made, again and again perhaps. */
export interface Plan {
  /** The first time; later ones show the same time of the clock in the zone. */
  readonly scheduledFor: Date;
  /** IANA name. */
  readonly timezone: string;
  readonly recurring: Recurring | null;
}

/** When somebody is there, and in which zone that is meant; null: always. */
export interface Openings {
  readonly hours: BusinessHours;
  readonly timezone: string;
}

/** The next run: of which occurrence, when it was due by the clock, and when it is after moving. */
export interface Run {
  /** From 0. */
  readonly index: number;
  readonly nominalAt: Date;
  readonly runAt: Date;
}

/** A run that comes later than this is not made up for. */
export const LATE_RUN_MS = HOUR;

/** More of them than this in a row cannot be left out: the longest holiday is shorter. */
const MOST_LEFT_OUT = 500;

/**
 * When the occurrence with this index is due. Made with luxon from the first one's date, not chained
 * and not by rrule: that counts in UTC, and leaves out months without a 31st, where ours has the last
 * day. A time that the clock jumps over is as much later as it jumps; one that it shows twice is the
 * first of the two.
 */
export function nominalTime({ scheduledFor, timezone, recurring }: Plan, index: number): Date {
  if (index === 0 || !recurring) return scheduledFor;
  const first = DateTime.fromJSDate(scheduledFor, { zone: timezone });
  const steps = recurring.interval * index;
  // As a date without a zone: 31 January + 1 month is 28 or 29 February.
  const date = DateTime.utc(first.year, first.month, first.day).plus(
    recurring.frequency === 'daily'
      ? { days: steps }
      : recurring.frequency === 'weekly'
        ? { weeks: steps }
        : { months: steps },
  );
  const { hour, minute, second, millisecond } = first;
  const asUtc = date.set({ hour, minute, second, millisecond }).toMillis();
  return new Date(firstShowing(asUtc, timezone));
}

/** The first moment at which the clock of a zone shows this (written as if it were UTC). */
function firstShowing(asUtc: number, timezone: string): number {
  const zone = IANAZone.create(timezone);
  const offsetAt = (ms: number) => zone.offset(ms) * MINUTE;
  // No zone is further from UTC than a day, nor changes twice within two.
  const before = offsetAt(asUtc - 24 * HOUR);
  const after = offsetAt(asUtc + 24 * HOUR);
  const shown = [before, after]
    .map((offset) => asUtc - offset)
    .filter((moment) => moment + offsetAt(moment) === asUtc);
  return shown.length > 0 ? Math.min(...shown) : asUtc - before;
}

/** May this occurrence still come? */
function isWithin({ recurring }: Plan, index: number, nominalAt: Date): boolean {
  if (!recurring) return index === 0;
  const { endDate, maxOccurrences } = recurring;
  if (maxOccurrences !== null && index >= maxOccurrences) return false;
  return endDate === null || nominalAt <= endDate;
}

/**
 * The next run from an occurrence on; null: there is none any more. One that has to be moved is left
 * out where the one after it runs at the same time or before: nobody is called twice for it.
 */
export function nextRun(plan: Plan, openings: Openings | null, fromIndex: number): Run | null {
  let run = runOf(plan, openings, fromIndex);
  for (let leftOut = 0; run && leftOut < MOST_LEFT_OUT; leftOut += 1) {
    const after = runOf(plan, openings, run.index + 1);
    if (!after || after.runAt > run.runAt) return run;
    run = after;
  }
  return run;
}

function runOf(plan: Plan, openings: Openings | null, index: number): Run | null {
  const nominalAt = nominalTime(plan, index);
  if (!isWithin(plan, index, nominalAt)) return null;
  const moved = openings
    ? nextOpening(openings.hours, openings.timezone, nominalAt.getTime())
    : nominalAt.getTime();
  // Closed for more than a year: it cannot be moved anywhere.
  return moved === null ? null : { index, nominalAt, runAt: new Date(moved) };
}

/** What is to be done for a schedule now. */
export interface Turn {
  /** The run that is made now; null: none is due, or all of them are too late. */
  readonly runs: Run | null;
  /** Runs that were too late. */
  readonly missed: readonly Run[];
  readonly next: Run | null;
}

/** More missed ones than this are passed over in steps, one turn each. */
const MOST_MISSED = 1000;

/** Runs what is due, passes over what is more than an hour late, and says what comes next. */
export function turnAt(
  plan: Plan,
  openings: Openings | null,
  fromIndex: number,
  nowMs: number,
): Turn {
  const missed: Run[] = [];
  let run = nextRun(plan, openings, fromIndex);
  while (run && nowMs - run.runAt.getTime() >= LATE_RUN_MS && missed.length < MOST_MISSED) {
    missed.push(run);
    run = nextRun(plan, openings, run.index + 1);
  }
  if (!run || run.runAt.getTime() > nowMs) return { runs: null, missed, next: run };
  if (nowMs - run.runAt.getTime() >= LATE_RUN_MS) return { runs: null, missed, next: run };
  return { runs: run, missed, next: nextRun(plan, openings, run.index + 1) };
}

/** When a schedule with hours of its own may run: on the company's holidays by those of the day. */
export function openingsOf(
  own: OwnHours | null,
  timezone: string,
  company: { readonly businessHours: BusinessHours | null; readonly timezone: string },
): Openings | null {
  if (!own) {
    const { businessHours: hours } = company;
    return hours && { hours, timezone: company.timezone };
  }
  const week = WEEKDAYS.map((day, index): readonly [string, readonly Window[]] => [
    day,
    own.daysOfWeek.includes(index + 1) ? [{ start: own.start, end: own.end }] : [],
  ]);
  const holidays = company.businessHours?.holidays ?? [];
  const hours = { ...Object.fromEntries(week), holidays } as unknown as BusinessHours;
  return { hours, timezone };
}
