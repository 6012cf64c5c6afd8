import type { Period } from '../../common/period.js';
import { HOUR } from '../../common/time.js';
import { quartersOf } from '../forecasts/call-series.domain.js';
import { shiftDate } from '../forecasting/call-days.domain.js';
import type { Hour } from './detection.domain.js';

/** The sums of a quarter of an hour that hours are made of. */
export interface QuarterSums {
  readonly start: Date;
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly talkSeconds: number;
  readonly holdSeconds: number;
  readonly wrapUpSeconds: number;
}

/** An hour, and when its quarters begin, in ms. */
export interface PlacedHour extends Hour {
  readonly quarters: readonly number[];
}

/**
 * All hours of some days by the clocks of a zone, those without a call too; in zones of half an hour
 * they begin at half past by UTC, and an hour that the clocks let come twice is two.
 */
export function hoursOf(
  quarters: readonly QuarterSums[],
  { from, to }: Period,
  zone: string,
): PlacedHour[] {
  const known = new Map(quarters.map((quarter) => [quarter.start.getTime(), quarter]));
  const hours: PlacedHour[] = [];
  for (let day = from; day <= to; day = shiftDate(day, 1)) {
    hours.push(...hoursOfDay(day, zone, known));
  }
  return hours;
}

function hoursOfDay(
  day: string,
  zone: string,
  known: ReadonlyMap<number, QuarterSums>,
): PlacedHour[] {
  const groups: { hourOfDay: number; quarters: number[] }[] = [];
  for (const { at, part } of quartersOf(day, zone)) {
    const hourOfDay = Math.floor(part / 4);
    const last = groups.at(-1);
    const isSameHour =
      last?.hourOfDay === hourOfDay && at.getTime() - (last.quarters[0] ?? 0) < HOUR;
    if (last && isSameHour) last.quarters.push(at.getTime());
    else groups.push({ hourOfDay, quarters: [at.getTime()] });
  }
  return groups.map(({ hourOfDay, quarters }) => {
    const sums = quarters.flatMap((at) => known.get(at) ?? []);
    const total = (of: (quarter: QuarterSums) => number): number =>
      sums.reduce((all, quarter) => all + of(quarter), 0);
    return {
      start: new Date(quarters[0] ?? 0),
      day,
      hourOfDay,
      quarters,
      offered: total(({ offered }) => offered),
      answered: total(({ answered }) => answered),
      abandoned: total(({ abandoned }) => abandoned),
      handledSeconds: total(
        ({ talkSeconds, holdSeconds, wrapUpSeconds }) => talkSeconds + holdSeconds + wrapUpSeconds,
      ),
    };
  });
}
