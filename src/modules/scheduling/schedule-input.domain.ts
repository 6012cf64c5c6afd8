import { DateTime, IANAZone } from 'luxon';
import type { FieldProblem } from '../../common/errors.js';
import { DAY } from '../../common/time.js';
import type { OwnHours, Recurring } from './schedule.domain.js';

/** Further ahead than this nobody plans. */
const LONGEST_AHEAD_DAYS = 366 * 5;

/** When calls are to be made, as it was asked for. */
export interface AskedTimes {
  readonly scheduledFor: string;
  readonly timezone: string;
  readonly recurring: {
    readonly frequency: Recurring['frequency'];
    readonly interval?: number | undefined;
    readonly endDate?: string | null | undefined;
    readonly maxOccurrences?: number | null | undefined;
  } | null;
}

export interface ReadTimes {
  readonly scheduledFor: Date;
  readonly recurring: Recurring | null;
}

export type TimesAnswer =
  | { readonly ok: true; readonly times: ReadTimes }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

const LOCAL_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads the times of a schedule: without an offset they are meant in its zone. */
export function readTimes(asked: AskedTimes, now: Date): TimesAnswer {
  const problems: FieldProblem[] = [];
  const refuse = (field: string, message: string) => problems.push({ field, message });
  const { timezone: zone } = asked;
  if (!IANAZone.isValidZone(zone)) {
    return { ok: false, problems: [{ field: 'timezone', message: 'must be an IANA time zone' }] };
  }
  const first = DateTime.fromISO(asked.scheduledFor, { zone });
  if (!first.isValid) refuse('scheduledFor', 'must be a time such as 2026-12-01T10:00');
  else if (first.toMillis() <= now.getTime()) refuse('scheduledFor', 'must be in the future');
  else if (first.toMillis() > now.getTime() + LONGEST_AHEAD_DAYS * DAY) {
    refuse('scheduledFor', 'must be within five years');
  }
  const recurring = asked.recurring && readRecurring(asked.recurring, zone, first, refuse);
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, times: { scheduledFor: first.toJSDate(), recurring } };
}

/** What is wrong with hours of a schedule's own. */
export function hoursProblems(hours: OwnHours | null): readonly FieldProblem[] {
  if (!hours || hours.end > hours.start) return [];
  return [{ field: 'businessHours.end', message: 'must be after the start' }];
}

function readRecurring(
  asked: NonNullable<AskedTimes['recurring']>,
  zone: string,
  first: DateTime,
  refuse: (field: string, message: string) => void,
): Recurring {
  const { frequency, interval = 1, endDate = null, maxOccurrences = null } = asked;
  const end = endDate === null ? null : DateTime.fromISO(endDate, { zone });
  // A plain day counts to its last moment.
  const last = end && LOCAL_DAY.test(endDate ?? '') ? end.endOf('day') : end;
  if (last && !last.isValid) refuse('recurring.endDate', 'must be a day such as 2026-12-31');
  else if (last && first.isValid && last < first) {
    refuse('recurring.endDate', 'must not be before scheduledFor');
  }
  return { frequency, interval, endDate: last?.toJSDate() ?? null, maxOccurrences };
}
