import { DateTime } from 'luxon';
import { dayOf } from '../../common/time.js';
import type { Chart, Column } from '../report-writing/report-file.types.js';

/** What a chart needs to know of a quarter of an hour. */
export interface ChartQuarter {
  readonly start: Date;
  readonly offered: number;
  readonly answered: number;
  readonly answeredInTarget: number;
  readonly abandonedAfterTarget: number;
}
export interface ForecastDayTotal {
  readonly day: string;
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/** More bars than this nobody can read. */
const MOST_BARS = 15;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** The service level of each hour of the day, all days together; the hours without a call are gaps. */
export function serviceLevelChart(quarters: readonly ChartQuarter[], zone: string): Chart {
  const inTarget = Array.from({ length: 24 }, () => 0);
  const judged = Array.from({ length: 24 }, () => 0);
  for (const quarter of quarters) {
    const { hour } = DateTime.fromJSDate(quarter.start, { zone });
    inTarget[hour] = (inTarget[hour] ?? 0) + quarter.answeredInTarget;
    judged[hour] = (judged[hour] ?? 0) + quarter.answered + quarter.abandonedAfterTarget;
  }
  const values = HOURS.map((hour) => (judged[hour] ? (inTarget[hour] ?? 0) / judged[hour] : null));
  return {
    title: 'Service level over the day',
    kind: 'lines',
    labels: HOURS.map((hour) => `${String(hour).padStart(2, '0')}:00`),
    series: [{ label: 'Service level', values }],
    shownAs: 'share',
  };
}

/** Quarters of a forecast as days; a day is as unsure as if all its quarters were off together. */
export function dailyForecast(
  quarters: readonly {
    readonly day: string;
    readonly expected: number;
    readonly low80: number;
    readonly high80: number;
  }[],
): ForecastDayTotal[] {
  const days = new Map<string, ForecastDayTotal>();
  for (const { day, expected, low80, high80 } of quarters) {
    const known = days.get(day) ?? { day, expected: 0, low: 0, high: 0 };
    days.set(day, {
      day,
      expected: known.expected + expected,
      low: known.low + low80,
      high: known.high + high80,
    });
  }
  return [...days.values()];
}

/** The calls of days that are over, and those that are expected of the days to come. */
export function forecastChart(
  came: readonly Pick<ChartQuarter, 'start' | 'offered'>[],
  ahead: readonly ForecastDayTotal[],
  zone: string,
): Chart {
  const calls = new Map<string, number>();
  for (const { start, offered } of came) {
    const day = dayOf(start.getTime(), zone);
    calls.set(day, (calls.get(day) ?? 0) + offered);
  }
  const expected = new Map(ahead.map((one) => [one.day, one]));
  const labels = [...new Set([...calls.keys(), ...expected.keys()])].sort();
  const of = (pick: (one: ForecastDayTotal) => number) =>
    labels.map((day) => {
      const one = expected.get(day);
      return one ? pick(one) : null;
    });
  return {
    title: 'Calls and forecast by day',
    kind: 'lines',
    labels,
    series: [
      { label: 'Calls', values: labels.map((day) => calls.get(day) ?? null) },
      { label: 'Forecast', values: of((one) => one.expected) },
    ],
    band: { low: of((one) => one.low), high: of((one) => one.high) },
  };
}

/** One bar for each of the first of some agents or sectors. */
export function comparedChart<T extends { readonly label: string }>(
  title: string,
  subjects: readonly T[],
  value: (subject: T) => number | null,
  shownAs?: Column['shownAs'],
): Chart {
  const shown = subjects.slice(0, MOST_BARS);
  return {
    title,
    kind: 'bars',
    labels: shown.map(({ label }) => label),
    series: [{ label: title, values: shown.map(value) }],
    ...(shownAs && { shownAs }),
  };
}
