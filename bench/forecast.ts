import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import { meanOf, type Accuracy } from '../src/modules/forecasting/accuracy.domain.js';
import type { CallDay } from '../src/modules/forecasting/call-days.domain.js';
import { METHODS } from '../src/modules/forecasting/methods.domain.js';
import {
  forecastVolume,
  naiveErrorOf,
  scoreForecast,
} from '../src/modules/forecasting/volume-forecast.domain.js';

const DAYS_AHEAD = 10;
const DAYS_BETWEEN_ORIGINS = 5;
const PART_MINUTES = 15;

/**
 * How right forecasts would have been: from a day of the file on, and again each fifth day, the ten
 * days that follow are forecast from those before alone, and compared with what came. The figures
 * are means over these origins. The days of the file are taken for the days of opening: that a later
 * day is one is known beforehand, its calls are not.
 *
 * @param args `--file FILE.csv[.gz]` with the columns datetime and calls, `--from-day N`
 */
export async function forecast(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: { file: { type: 'string' }, 'from-day': { type: 'string', default: '60' } },
  });
  const fromDay = Number(values['from-day']);
  if (values.file === undefined || !Number.isInteger(fromDay) || fromDay < 1) {
    throw new Error('usage: npm run bench -- forecast --file FILE.csv[.gz] --from-day N');
  }
  const days = await readDays(values.file);
  const scores: Accuracy[] = [];
  const naive: Accuracy[] = [];
  const methods: string[] = [];
  for (let origin = fromDay; origin + DAYS_AHEAD <= days.length; origin += DAYS_BETWEEN_ORIGINS) {
    const past = days.slice(0, origin);
    const future = days.slice(origin, origin + DAYS_AHEAD);
    const dates = future.map(({ date }) => date);
    const made = await forecastVolume(past, dates, () => Promise.resolve());
    if (!made) throw new Error(`${origin} days are too few to learn from`);
    const naiveError = naiveErrorOf(past);
    scores.push(scoreForecast(made.days, future, naiveError));
    methods.push(made.method);
    const repeated = METHODS.seasonal_naive(past)(dates).map((parts, place) => ({
      date: dates[place] ?? '',
      parts: parts.map((expected) => ({
        expected,
        low80: expected,
        high80: expected,
        low95: expected,
        high95: expected,
      })),
    }));
    naive.push(scoreForecast(repeated, future, naiveError));
  }
  if (scores.length === 0) throw new Error(`the file has ${days.length} days: too few`);
  return {
    days: days.length,
    partsOfDay: days[0]?.counts.length,
    origins: scores.length,
    methods: [...new Set(methods)],
    wape: rounded(meanOf(scores, 'wape')),
    seasonalNaiveWape: rounded(meanOf(naive, 'wape')),
    bias: rounded(meanOf(scores, 'bias')),
    mase: rounded(meanOf(scores, 'mase')),
    coverage80: rounded(meanOf(scores, 'coverage80')),
    coverage95: rounded(meanOf(scores, 'coverage95')),
    noiseFloor: rounded(meanOf(scores, 'noiseFloor')),
  };
}

const rounded = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 10_000) / 10_000;

interface Part {
  calls: number;
  rows: number;
}

/** The file's days by quarters of an hour; a part of the day that the file holds only partly is left out. */
async function readDays(file: string): Promise<CallDay[]> {
  const raw = createReadStream(file);
  const input = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  raw.on('error', (error) => input.destroy(error));
  const days = new Map<string, Map<number, Part>>();
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    const [, date, hour, minute, calls] =
      /^(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)[^,]*,(\d+)/.exec(line) ?? [];
    if (date === undefined) continue;
    const part = Math.floor((Number(hour) * 60 + Number(minute)) / PART_MINUTES);
    const day = days.get(date) ?? new Map<number, Part>();
    const known = day.get(part) ?? { calls: 0, rows: 0 };
    day.set(part, { calls: known.calls + Number(calls), rows: known.rows + 1 });
    days.set(date, day);
  }
  const parts = wholeParts([...days.values()]);
  return [...days]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([date, day]) => ({ date, counts: parts.map((part) => day.get(part)?.calls ?? 0) }));
}

/** The parts of the day that on some day have as many rows as any part. */
function wholeParts(days: readonly ReadonlyMap<number, Part>[]): number[] {
  const most = new Map<number, number>();
  for (const day of days) {
    for (const [part, { rows }] of day) most.set(part, Math.max(most.get(part) ?? 0, rows));
  }
  const whole = Math.max(...most.values());
  return [...most]
    .filter(([, rows]) => rows === whole)
    .map(([part]) => part)
    .sort((a, b) => a - b);
}
