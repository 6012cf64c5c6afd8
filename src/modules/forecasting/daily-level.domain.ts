import { dayNumber, monthPhase, totalOf, weekdayOf, type CallDay } from './call-days.domain.js';

/** What a day's number of calls may depend on besides the level that it drifts around. */
export interface Calendar {
  /** The first day after a day off brings more, as a Monday does. */
  readonly afterDayOff: boolean;
  /** Waves in the month (salaries, bills): 0 none, 1 monthly, 2 also half-monthly … */
  readonly monthWaves: number;
}

/** One setting of the model; all but the memory are standard deviations of logs. */
interface Looseness {
  /** How much of a departure from the base level is left a day later; 1: all, it never returns. */
  readonly memory: number;
  /** Of the departure, from day to day. */
  readonly drift: number;
  /** Of a day from what it should be. */
  readonly stray: number;
  /** Of the height of a wave. */
  readonly wave: number;
}

/** What is believed of each weight: of the level, of weekdays, of a day after one off. */
const PRIOR = { level: 2, weekday: 0.3, afterDayOff: 0.15, departure: 0.05 };
/** Where the effects stand in a row: the departure first, the base level second. */
const DEPARTURE = 0;
const BASE = 1;
const AFTER_DAY_OFF = 9;
const MEMORIES = [0.8, 0.95, 1];
const DRIFTS = [0.01, 0.02, 0.04];
const STRAYS = [0.02, 0.04, 0.08, 0.16];
const WAVES = [0.02, 0.05];

/**
 * Learns the calls of whole days: the log of a day's total is a base level and a departure from
 * it that drifts and fades (a first-order autoregression), plus an effect of its weekday, of a day off
 * before it, and of its place in the month. Each effect is drawn towards none by a normal prior, so that a few days do not make one.
 * Worked out exactly by a Kalman filter (Harvey 1989, chapter 3; West and Harrison 1997, chapter 4)
 * for each of a grid of variances; the forecasts are averaged by how likely each made the past
 * (Raftery, Karny and Ettler 2010).
 *
 * @param history days in order, at least one; days off are left out
 * @returns the expected total of later days, given in order; `previous` is the last of the history
 */
export function learnDailyLevel(
  history: readonly CallDay[],
  calendar: Calendar,
): (dates: readonly string[]) => number[] {
  const effects = effectsOf(
    history.map(({ date }) => date),
    undefined,
    calendar,
  );
  const logs = history.map((day) => Math.log(totalOf(day) + 0.5));
  const fits = looseness(calendar).map((grid) => filter(effects, logs, grid, calendar));
  const best = Math.max(...fits.map(({ logLikelihood }) => logLikelihood));
  const weights = fits.map(({ logLikelihood }) => Math.exp(logLikelihood - best));
  const total = weights.reduce((all, weight) => all + weight, 0);
  return (dates) =>
    effectsOf(dates, history.at(-1)?.date, calendar).map((row, ahead) => {
      const log = fits.reduce((all, { memory, state }, place) => {
        const faded = row.with(DEPARTURE, memory ** (ahead + 1));
        return all + (weights[place] ?? 0) * dot(state, faded);
      }, 0);
      return Math.max(0, Math.exp(log / total) - 0.5);
    });
}

function looseness({ monthWaves }: Calendar): Looseness[] {
  const waves = monthWaves === 0 ? [0] : WAVES;
  return MEMORIES.flatMap((memory) =>
    DRIFTS.flatMap((drift) =>
      STRAYS.flatMap((stray) => waves.map((wave) => ({ memory, drift, stray, wave }))),
    ),
  );
}

/** The row of each day: what each part of the state is multiplied with. */
function effectsOf(
  dates: readonly string[],
  before: string | undefined,
  { afterDayOff, monthWaves }: Calendar,
): number[][] {
  return dates.map((date, place) => {
    const weekday = weekdayOf(date);
    const previous = place === 0 ? before : dates[place - 1];
    const row = [1, 1, ...Array.from({ length: 7 }, (_, day) => (day === weekday ? 1 : 0))];
    if (afterDayOff) row.push(isUnusualGap(previous, date) ? 1 : 0);
    const angle = 2 * Math.PI * monthPhase(date);
    for (let wave = 1; wave <= monthWaves; wave += 1) {
      row.push(Math.cos(wave * angle), Math.sin(wave * angle));
    }
    return row;
  });
}

/** Mondays after a weekend are told by their weekday already. */
const isUnusualGap = (previous: string | undefined, date: string): boolean =>
  previous !== undefined && dayNumber(date) - dayNumber(previous) > 1 && weekdayOf(date) !== 0;

function filter(
  rows: readonly (readonly number[])[],
  logs: readonly number[],
  { memory, drift, stray, wave }: Looseness,
  { afterDayOff }: Calendar,
): { memory: number; state: number[]; logLikelihood: number } {
  const size = rows[0]?.length ?? 0;
  const state = Array.from({ length: size }, () => 0).with(BASE, logs[0] ?? 0);
  const departure = memory === 1 ? PRIOR.departure : drift / Math.sqrt(1 - memory ** 2);
  const spread = (place: number): number => {
    if (place === DEPARTURE) return departure;
    if (place === BASE) return PRIOR.level;
    if (place < AFTER_DAY_OFF) return PRIOR.weekday;
    return place === AFTER_DAY_OFF && afterDayOff ? PRIOR.afterDayOff : wave;
  };
  const covariance = state.map((_, row) =>
    state.map((__, column) => (row === column ? spread(row) ** 2 : 0)),
  );
  let logLikelihood = 0;
  rows.forEach((row, day) => {
    if (day > 0) fade(state, covariance, memory, drift);
    const gain = covariance.map((line) => dot(line, row));
    const variance = dot(gain, row) + stray ** 2;
    const error = (logs[day] ?? 0) - dot(state, row);
    covariance.forEach((line, a) => {
      const share = (gain[a] ?? 0) / variance;
      state[a] = (state[a] ?? 0) + share * error;
      for (let b = 0; b < size; b += 1) line[b] = (line[b] ?? 0) - share * (gain[b] ?? 0);
    });
    logLikelihood -= 0.5 * (Math.log(variance) + error ** 2 / variance);
  });
  return { memory, state, logLikelihood };
}

/** A day passes: the departure fades and drifts. */
function fade(state: number[], covariance: number[][], memory: number, drift: number): void {
  state[DEPARTURE] = memory * (state[DEPARTURE] ?? 0);
  covariance.forEach((line, place) => {
    line[DEPARTURE] = memory * (line[DEPARTURE] ?? 0);
    if (place === DEPARTURE) line.forEach((value, other) => (line[other] = memory * value));
  });
  const own = covariance[DEPARTURE];
  if (own) own[DEPARTURE] = (own[DEPARTURE] ?? 0) + drift ** 2;
}

function dot(a: readonly number[], b: readonly number[]): number {
  let all = 0;
  for (let place = 0; place < a.length; place += 1) all += (a[place] ?? 0) * (b[place] ?? 0);
  return all;
}
