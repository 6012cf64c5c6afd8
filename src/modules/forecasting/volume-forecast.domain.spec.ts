import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mean, shiftDate, weekdayOf, type CallDay } from './call-days.domain.js';
import {
  forecastVolume,
  LEAST_DAYS,
  naiveErrorOf,
  scoreForecast,
  type VolumeForecast,
} from './volume-forecast.domain.js';

const PARTS = 24;
const SHAPE = Array.from({ length: PARTS }, (_, part) => 1 + Math.sin((Math.PI * part) / PARTS));
const WEEKDAYS = [1.3, 1.1, 1, 1, 1.05, 0.4, 0.2];

/** Numbers in [0, 1) that are the same each time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** By counting how many gaps between calls fit into one part. */
function poisson(m: number, next: () => number): number {
  let calls = 0;
  for (let gap = -Math.log(1 - next()); gap < m; gap -= Math.log(1 - next())) calls += 1;
  return calls;
}

/** A company with a shape of its day and week, so many calls a part, and chance. */
function company(
  days: number,
  callsAPart: number,
  seed: number,
  level: (day: number) => number = () => 1,
) {
  const next = chance(seed);
  return Array.from({ length: days }, (_, day): CallDay => {
    const date = shiftDate('2026-01-05', day);
    const size = callsAPart * (WEEKDAYS[weekdayOf(date)] ?? 1) * level(day);
    return { date, counts: SHAPE.map((share) => poisson(size * share, next)) };
  });
}

const rest = () => Promise.resolve();

async function made(history: readonly CallDay[], dates: readonly string[]) {
  const forecast = await forecastVolume(history, dates, rest);
  if (!forecast) throw new Error('no forecast');
  return forecast;
}

async function tried(all: readonly CallDay[], ahead = 14) {
  const past = all.slice(0, -ahead);
  const future = all.slice(-ahead);
  const forecast = await made(
    past,
    future.map(({ date }) => date),
  );
  return { forecast, accuracy: scoreForecast(forecast.days, future, naiveErrorOf(past)) };
}

const wapeOf = ({ tried: all }: VolumeForecast, name: string) =>
  all.find(({ method }) => method === name)?.wape ?? Infinity;

describe('a forecast', () => {
  it('comes near to what chance alone leaves uncertain', async () => {
    const scores = [];
    for (const seed of [1, 2]) scores.push(await tried(company(70, 30, seed)));
    const errors = scores.map(({ accuracy }) => (accuracy.wape ?? 1) / (accuracy.noiseFloor ?? 1));
    expect(mean(errors)).toBeLessThan(1.15);
    expect(Math.abs(mean(scores.map(({ accuracy }) => accuracy.bias ?? 1)))).toBeLessThan(0.02);
  });

  it('has bands that hold what they promise', async () => {
    const scores = [];
    for (const seed of [5, 6, 7]) scores.push(await tried(company(70, 12, seed)));
    const coverage80 = mean(scores.map(({ accuracy }) => accuracy.coverage80 ?? 0));
    const coverage95 = mean(scores.map(({ accuracy }) => accuracy.coverage95 ?? 0));
    expect(coverage80).toBeGreaterThan(0.75);
    expect(coverage80).toBeLessThan(0.85);
    expect(coverage95).toBeGreaterThan(0.92);
    expect(coverage95).toBeLessThan(0.98);
  });

  it('is by a method that did not do worse than the week before did', async () => {
    for (const level of [(day: number) => 1 + day / 50, (day: number) => (day > 35 ? 2 : 1)]) {
      const { forecast } = await tried(company(60, 15, 9, level));
      expect(wapeOf(forecast, forecast.method)).toBeLessThanOrEqual(
        wapeOf(forecast, 'seasonal_naive'),
      );
    }
  });

  it('is the week before where every week is the same', async () => {
    const week = company(7, 20, 10);
    const all = Array.from({ length: 56 }, (_, day): CallDay => ({
      date: shiftDate('2026-01-05', day),
      counts: week[day % 7]?.counts ?? [],
    }));
    const { forecast, accuracy } = await tried(all);
    expect(forecast.method).toBe('seasonal_naive');
    expect(accuracy).toMatchObject({ wape: 0, bias: 0, coverage80: 1 });
  });

  it('knows that a day after one off brings more', async () => {
    // Each third Tuesday follows a Monday off and brings half as much again.
    const all = company(112, 25, 11).flatMap((day, place) => {
      const week = Math.floor(place / 7);
      if (week % 3 !== 2) return [day];
      if (weekdayOf(day.date) === 0) return [];
      if (weekdayOf(day.date) !== 1) return [day];
      return [{ ...day, counts: day.counts.map((count) => Math.round(count * 1.5)) }];
    });
    const past = all.filter(({ date }) => date < '2026-04-20');
    const [monday, tuesday] = ['2026-04-20', '2026-04-21'];
    const total = async (dates: readonly string[]) =>
      (await made(past, dates)).days.at(-1)?.parts.reduce((sum, part) => sum + part.expected, 0) ??
      0;
    const usual = await total([shiftDate(monday, -1), monday, tuesday]);
    expect(await total([shiftDate(monday, -1), tuesday])).toBeGreaterThan(usual * 1.15);
  });

  it('is refused where the past is too short', async () => {
    expect(await forecastVolume(company(LEAST_DAYS - 1, 9, 1), ['2026-02-01'], rest)).toBeNull();
    expect(await forecastVolume(company(LEAST_DAYS, 9, 1), ['2026-02-01'], rest)).not.toBeNull();
  });

  it('is made of numbers whatever the past was', async () => {
    const counts = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 4, maxLength: 4 });
    const histories = fc.array(counts, { minLength: LEAST_DAYS, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(histories, async (all) => {
        const past = all.map((day, at) => ({ date: shiftDate('2026-01-05', at), counts: day }));
        const dates = Array.from({ length: 14 }, (_, at) => shiftDate('2026-03-01', at));
        for (const { parts } of (await made(past, dates)).days) {
          expect(parts).toHaveLength(4);
          for (const { expected, low80, high80, low95, high95 } of parts) {
            expect([low95, low80, expected, high80, high95].every(Number.isFinite)).toBe(true);
            expect(0 <= low95 && low95 <= low80 && low80 <= expected).toBe(true);
            expect(expected <= high80 && high80 <= high95).toBe(true);
          }
        }
      }),
      { numRuns: 5 },
    );
  });
});
