import { DateTime } from 'luxon';
import { shiftDay, type Period } from '../../common/period.js';

export const FREQUENCIES = ['daily', 'weekly', 'monthly'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** Which days a scheduled report is about, as they are when it is made. */
export const SPANS = [
  'yesterday',
  'last_7_days',
  'last_30_days',
  'last_month',
  'next_14_days',
] as const;
export type Span = (typeof SPANS)[number];

/** When a report is made again and again, by the clocks of the company's zone. */
export interface Timing {
  readonly frequency: Frequency;
  /** `HH:mm` */
  readonly time: string;
  /** Of a weekly one: 1 is Monday, 7 is Sunday. */
  readonly weekday: number | null;
  /** Of a monthly one; in a month that has no such day, its last. */
  readonly dayOfMonth: number | null;
}

/**
 * The next moment after another at which a report is due. A time that the clocks leave out is as much
 * later as they are put forward; of one that comes twice the first counts.
 */
export function nextDue(timing: Timing, after: Date, zone: string): Date {
  const [hour = 0, minute = 0] = timing.time.split(':').map(Number);
  let day = DateTime.fromJSDate(after, { zone }).startOf('day');
  for (;;) {
    const at = day.set({ hour, minute });
    if (isDueOn(timing, day) && at.toMillis() > after.getTime()) return at.toJSDate();
    day = day.plus({ days: 1 }).startOf('day');
  }
}

function isDueOn({ frequency, weekday, dayOfMonth }: Timing, day: DateTime): boolean {
  if (frequency === 'weekly') return day.weekday === weekday;
  if (frequency === 'monthly') {
    return day.day === Math.min(dayOfMonth ?? 1, day.daysInMonth ?? 31);
  }
  return true;
}

/** The days that a report is about that is made on one. */
export function periodOn(span: Span, today: string): Period {
  const yesterday = shiftDay(today, -1);
  switch (span) {
    case 'yesterday':
      return { from: yesterday, to: yesterday };
    case 'last_7_days':
      return { from: shiftDay(today, -7), to: yesterday };
    case 'last_30_days':
      return { from: shiftDay(today, -30), to: yesterday };
    case 'last_month': {
      const last = shiftDay(`${today.slice(0, 8)}01`, -1);
      return { from: `${last.slice(0, 8)}01`, to: last };
    }
    case 'next_14_days':
      return { from: today, to: shiftDay(today, 13) };
  }
}
