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
): Float64Array[] {
  return dates.map((date, place) => {
    const weekday = weekdayOf(date);
    const previous = place === 0 ? before : dates[place - 1];
    const row = [1, 1, ...Array.from({ length: 7 }, (_, day) => (day === weekday ? 1 : 0))];
    if (afterDayOff) row.push(isUnusualGap(previous, date) ? 1 : 0);
    const angle = 2 * Math.PI * monthPhase(date);
    for (let wave = 1; wave <= monthWaves; wave += 1) {
      row.push(Math.cos(wave * angle), Math.sin(wave * angle));
    }
    return Float64Array.from(row);
  });
}

/** Mondays after a weekend are told by their weekday already. */
const isUnusualGap = (previous: string | undefined, date: string): boolean =>
  previous !== undefined && dayNumber(date) - dayNumber(previous) > 1 && weekdayOf(date) !== 0;

function filter(
  rows: readonly Float64Array[],
  logs: readonly number[],
  { memory, drift, stray, wave }: Looseness,
  { afterDayOff }: Calendar,
): { memory: number; state: Float64Array; logLikelihood: number } {
  const size = rows[0]?.length ?? 0;
  const state = new Float64Array(size);
  state[BASE] = logs[0] ?? 0;
  const departure = memory === 1 ? PRIOR.departure : drift / Math.sqrt(1 - memory ** 2);
  const spread = (place: number): number => {
    if (place === DEPARTURE) return departure;
    if (place === BASE) return PRIOR.level;
    if (place < AFTER_DAY_OFF) return PRIOR.weekday;
    return place === AFTER_DAY_OFF && afterDayOff ? PRIOR.afterDayOff : wave;
  };
  const covariance = Array.from({ length: size }, (_, place) => {
    const line = new Float64Array(size);
    line[place] = spread(place) ** 2;
    return line;
  });
  const gain = new Float64Array(size);
  let logLikelihood = 0;
  rows.forEach((row, day) => {
    if (day > 0) fade(state, covariance, memory, drift);
    covariance.forEach((line, place) => (gain[place] = dot(line, row)));
    const variance = dot(gain, row) + stray ** 2;
    const error = (logs[day] ?? 0) - dot(state, row);
    add(state, gain, error / variance);
    covariance.forEach((line, place) => {
      const own = gain[place] ?? 0;
      if (own !== 0) add(line, gain, -own / variance);
    });
    logLikelihood -= 0.5 * (Math.log(variance) + error ** 2 / variance);
  });
  return { memory, state, logLikelihood };
}

/** A day passes: the departure fades and drifts. */
function fade(
  state: Float64Array,
  covariance: readonly Float64Array[],
  memory: number,
  drift: number,
): void {
  state[DEPARTURE] = memory * (state[DEPARTURE] ?? 0);
  for (const line of covariance) line[DEPARTURE] = memory * (line[DEPARTURE] ?? 0);
  const own = covariance[DEPARTURE];
  if (!own) return;
  for (let place = 0; place < own.length; place += 1) own[place] = memory * (own[place] ?? 0);
  own[DEPARTURE] = (own[DEPARTURE] ?? 0) + drift ** 2;
}

// Plain loops over arrays of doubles: this is all the time that a forecast takes.

function dot(a: Float64Array, b: Float64Array): number {
  let all = 0;
  for (let place = 0; place < a.length; place += 1) all += (a[place] ?? 0) * (b[place] ?? 0);
  return all;
}

/** To one the other, so many times. */
function add(to: Float64Array, what: Float64Array, times: number): void {
  for (let place = 0; place < to.length; place += 1) {
    to[place] = (to[place] ?? 0) + times * (what[place] ?? 0);
  }
}
