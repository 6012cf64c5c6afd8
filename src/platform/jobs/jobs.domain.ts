import { MINUTE, dayBounds, dayOf } from '../../common/time.js';

/** Again and again, or once in each of the tenant's days, so many minutes after it began. */
export type Schedule = { readonly everyMs: number } | { readonly minutesIntoDay: number };

/**
 * When work is due again that began at `last`: at the next whole multiple of its pause, so that all
 * tenants come together, or at the next day's minute in the tenant's own zone. A day that begins at
 * 01:00, because the clocks went forward at midnight, has its first minute then.
 */
export function nextRunAt(schedule: Schedule, last: Date, zone: string): Date {
  const lastMs = last.getTime();
  if ('everyMs' in schedule) {
    const { everyMs } = schedule;
    return new Date((Math.floor(lastMs / everyMs) + 1) * everyMs);
  }
  const { from, to } = dayBounds(dayOf(lastMs, zone), zone);
  const today = from.getTime() + schedule.minutesIntoDay * MINUTE;
  return new Date(today > lastMs ? today : to.getTime() + schedule.minutesIntoDay * MINUTE);
}

/** The schedule in words. */
export function scheduleText(schedule: Schedule): string {
  if ('minutesIntoDay' in schedule) {
    return `${schedule.minutesIntoDay} minutes after the beginning of each day`;
  }
  return `every ${schedule.everyMs / 1000} seconds`;
}
