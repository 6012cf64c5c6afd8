import { DateTime } from 'luxon';
import { CommonErrors } from '../../common/errors.js';

/** Days from … to, both counted. */
export interface Period {
  /** `YYYY-MM-DD` in the tenant's zone. */
  readonly from: string;
  readonly to: string;
}

export const DEFAULT_DAYS = 7;
export const MAX_DAYS = 400;

const read = (day: string): DateTime => DateTime.fromISO(day, { zone: 'utc' });
const shift = (day: string, days: number): string =>
  read(day).plus({ days }).toFormat('yyyy-MM-dd');

/**
 * The days that a question is about: so many that end today unless it says otherwise.
 * @throws CommonErrors.VALIDATION_ERROR for no real day, `to` before `from`, or more than 400 days
 */
export function periodOf(
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
  today: string,
  defaultDays = DEFAULT_DAYS,
): Period {
  for (const field of ['from', 'to'] as const) {
    const day = asked[field];
    if (day !== undefined && !read(day).isValid) throw invalid(field, 'is no day of the calendar');
  }
  const to = asked.to ?? today;
  const from = asked.from ?? shift(to, 1 - defaultDays);
  if (to < from) throw invalid('to', 'must not be before from');
  if (to > shift(from, MAX_DAYS - 1)) throw invalid('to', `must be within ${MAX_DAYS} days`);
  return { from, to };
}

function invalid(field: string, message: string) {
  return CommonErrors.VALIDATION_ERROR({ details: [{ field, message }] });
}
