import { DateTime } from 'luxon';
import { CommonErrors } from './errors.js';

/** Days from … to, both counted. */
export interface Period {
  /** `YYYY-MM-DD` in the tenant's zone. */
  readonly from: string;
  readonly to: string;
}

/** How many days a question is about when it does not say, and at most. */
export interface PeriodLimits {
  readonly days: number;
  readonly maxDays: number;
}

const WEEK: PeriodLimits = { days: 7, maxDays: 400 };

const read = (day: string): DateTime => DateTime.fromISO(day, { zone: 'utc' });
/** The day so many days after another; before it, where the number is below zero. */
export const shiftDay = (day: string, days: number): string =>
  read(day).plus({ days }).toFormat('yyyy-MM-dd');

/**
 * The days that a question is about: a week that ends today, and 400 days at most, unless the
 * limits say otherwise.
 * @throws CommonErrors.VALIDATION_ERROR for no real day, `to` before `from`, or too many days
 */
export function periodOf(
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
  today: string,
  { days, maxDays }: PeriodLimits = WEEK,
): Period {
  for (const field of ['from', 'to'] as const) {
    const day = asked[field];
    if (day !== undefined && !read(day).isValid) throw invalid(field, 'is no day of the calendar');
  }
  const to = asked.to ?? today;
  const from = asked.from ?? shiftDay(to, 1 - days);
  if (to < from) throw invalid('to', 'must not be before from');
  if (to > shiftDay(from, maxDays - 1)) throw invalid('to', `must be within ${maxDays} days`);
  return { from, to };
}

function invalid(field: string, message: string) {
  return CommonErrors.VALIDATION_ERROR({ details: [{ field, message }] });
}

/** How many days one day is after another. */
export const daysBetween = (earlier: string, later: string): number =>
  Math.round(read(later).diff(read(earlier), 'days').days);

/** As many days, right before a period. */
export function periodBefore({ from, to }: Period): Period {
  const days = daysBetween(from, to) + 1;
  return { from: shiftDay(from, -days), to: shiftDay(from, -1) };
}
