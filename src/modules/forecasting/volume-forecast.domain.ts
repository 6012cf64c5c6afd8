import { accuracyOf, type Accuracy, type Expectation, type Outcome } from './accuracy.domain.js';
import {
  dayNumber,
  mean,
  quantile,
  sum,
  totalOf,
  weekdayOf,
  type CallDay,
} from './call-days.domain.js';
import { METHOD_NAMES, METHODS, type MethodName } from './methods.domain.js';

/** Fewer days with calls than these teach nothing: two of each weekday, and some to try the methods on. */
export const LEAST_DAYS = 21;
const LEAST_TO_LEARN = 14;
/** Where the past is cut to try the methods on what came after: so many times, so far apart. */
const ORIGINS = 10;
const DAYS_BETWEEN_ORIGINS = 4;
const DAYS_TRIED = 10;

export interface VolumeForecast {
  readonly method: MethodName;
  readonly days: readonly ForecastDay[];
  /** How wrong each method was on the tenant's own past, as a mean over the places where it was cut. */
  readonly tried: readonly { readonly method: MethodName; readonly wape: number | null }[];
}

interface Candidate {
  readonly name: MethodName;
  readonly trials: readonly Trial[];
  readonly wape: number | null;
}

export interface ForecastDay {
  readonly date: string;
  readonly parts: readonly Expectation[];
}

/** What one method expected at one cut of the past, and what came. */
interface Trial {
  readonly expected: number;
  readonly actual: number;
}

/**
 * Expects the calls of later days, part by part, with bands.
 *
 * The method is chosen on the tenant's own past: it is cut at up to ten places, each method learns
 * what was before the cut and is measured on the ten days after it (rolling origin; Tashman 2000).
 * The one with the least WAPE is used, and no method that is worse than the seasonal naive forecast.
 *
 * The bands are made of the same trials: the variance of a part of a day is m + (c·m)², of chance and
 * of what moves whole days, with c from the trials' errors; a band holds the share of the trials'
 * standardised errors that it promises (split conformal prediction; Lei et al. 2018).
 *
 * @param history days in order without days off
 * @param dates later days in order, without days off
 * @param rest called between pieces of work of some 100 ms at most, so that others get their turn
 * @returns null when the history is too short to learn from
 */
export async function forecastVolume(
  history: readonly CallDay[],
  dates: readonly string[],
  rest: () => Promise<unknown>,
): Promise<VolumeForecast | null> {
  if (history.filter((day) => totalOf(day) > 0).length < LEAST_DAYS) return null;
  const candidates: Candidate[] = [];
  for (const name of METHOD_NAMES) {
    const trials = await tryOut(name, history, rest);
    candidates.push({ name, trials: trials.flat(), wape: meanWape(trials) });
  }
  const error = ({ wape }: Candidate): number => wape ?? Infinity;
  const best = candidates.reduce((least, one) => (error(one) < error(least) ? one : least));
  await rest();
  const band = bandsOf(best.trials);
  const expected = METHODS[best.name](history)(dates);
  return {
    method: best.name,
    days: dates.map((date, place) => ({ date, parts: (expected[place] ?? []).map(band) })),
    tried: candidates.map(({ name, wape }) => ({ method: name, wape })),
  };
}

async function tryOut(
  name: MethodName,
  history: readonly CallDay[],
  rest: () => Promise<unknown>,
): Promise<(readonly Trial[])[]> {
  const trials: (readonly Trial[])[] = [];
  for (let back = 0; back < ORIGINS; back += 1) {
    await rest();
    const cut = history.length - DAYS_TRIED - back * DAYS_BETWEEN_ORIGINS;
    if (cut < LEAST_TO_LEARN && trials.length > 0) break;
    const origin = Math.max(LEAST_TO_LEARN, cut);
    const after = history.slice(origin, origin + DAYS_TRIED);
    const expected = METHODS[name](history.slice(0, origin))(after.map(({ date }) => date));
    trials.push(
      after.flatMap(({ counts }, day) =>
        counts.map((actual, part) => ({ actual, expected: expected[day]?.[part] ?? 0 })),
      ),
    );
  }
  return trials;
}

function meanWape(trials: readonly (readonly Trial[])[]): number | null {
  const wapes = trials.flatMap((trial) => {
    const calls = sum(trial.map(({ actual }) => actual));
    const error = sum(trial.map(({ actual, expected }) => Math.abs(actual - expected)));
    return calls === 0 ? [] : [error / calls];
  });
  return wapes.length === 0 ? null : mean(wapes);
}

/** Nothing is certain: not even that no call comes where none ever did. */
const LEAST_MEAN = 0.02;

function bandsOf(trials: readonly Trial[]): (expected: number) => Expectation {
  const surplus = sum(trials.map(({ actual, expected }) => (actual - expected) ** 2 - expected));
  const squares = sum(trials.map(({ expected }) => expected ** 2));
  const relative = squares === 0 ? 0 : Math.max(0, surplus / squares);
  const deviation = (m: number): number => Math.sqrt(Math.max(m, LEAST_MEAN) + relative * m ** 2);
  const sizes = trials
    .filter(({ actual, expected }) => actual > 0 || expected >= LEAST_MEAN)
    .map(({ actual, expected }) => Math.abs(actual - expected) / deviation(expected))
    .sort((a, b) => a - b);
  const [wide80, wide95] = [quantile(sizes, 0.8), quantile(sizes, 0.95)];
  return (expected) => {
    const spread = deviation(expected);
    return {
      expected,
      low80: Math.max(0, expected - wide80 * spread),
      high80: expected + wide80 * spread,
      low95: Math.max(0, expected - wide95 * spread),
      high95: expected + wide95 * spread,
    };
  };
}

/** What came of a forecast, as far as it has come. */
export function scoreForecast(
  forecast: readonly ForecastDay[],
  came: readonly CallDay[],
  naiveError: number | null,
): Accuracy {
  const counts = new Map(came.map((day) => [day.date, day.counts]));
  const outcomes: Outcome[] = forecast.flatMap(({ date, parts }) => {
    const actual = counts.get(date);
    return actual ? parts.map((part, place) => ({ ...part, actual: actual[place] ?? 0 })) : [];
  });
  return accuracyOf(outcomes, naiveError);
}

/**
 * The mean absolute error of repeating the last day of the same weekday, within a history: what MASE
 * measures by. Null when no weekday comes twice.
 */
export function naiveErrorOf(history: readonly CallDay[]): number | null {
  const errors = history.flatMap((day, place) => {
    const before = history
      .slice(0, place)
      .findLast((one) => weekdayOf(one.date) === weekdayOf(day.date));
    if (!before || dayNumber(day.date) - dayNumber(before.date) > 14) return [];
    return day.counts.map((count, part) => Math.abs(count - (before.counts[part] ?? 0)));
  });
  return errors.length === 0 ? null : mean(errors);
}
