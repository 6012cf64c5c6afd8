import { mean, sum } from './call-days.domain.js';

/** What was expected of one part of a day. Never below zero; `low` ≤ `expected` ≤ `high`. */
export interface Expectation {
  readonly expected: number;
  readonly low80: number;
  readonly high80: number;
  readonly low95: number;
  readonly high95: number;
}

/** What came of an expectation. */
export interface Outcome extends Expectation {
  readonly actual: number;
}

/** How right a forecast was; null where there is nothing to divide by. */
export interface Accuracy {
  readonly n: number;
  /** Σ|actual − expected| ÷ Σactual. */
  readonly wape: number | null;
  /** Σ(expected − actual) ÷ Σactual: above zero, too much was expected. */
  readonly bias: number | null;
  /** Mean |actual − expected| ÷ the same of a seasonal naive forecast within the past it learnt from. */
  readonly mase: number | null;
  /** Share of the actual numbers that lay within the 80 % and the 95 % band. */
  readonly coverage80: number | null;
  readonly coverage95: number | null;
  /** The best `wape` there is where calls come by chance. */
  readonly noiseFloor: number | null;
}

/**
 * @param naiveError the mean absolute error of the seasonal naive forecast in the past
 *   (Hyndman and Koehler 2006); null when it is not known
 */
export function accuracyOf(outcomes: readonly Outcome[], naiveError: number | null): Accuracy {
  const n = outcomes.length;
  const calls = sum(outcomes.map(({ actual }) => actual));
  const error = sum(outcomes.map(({ actual, expected }) => Math.abs(actual - expected)));
  const surplus = sum(outcomes.map(({ actual, expected }) => expected - actual));
  const within = (low: keyof Expectation, high: keyof Expectation): number | null =>
    n === 0
      ? null
      : outcomes.filter((one) => one[low] <= one.actual && one.actual <= one[high]).length / n;
  return {
    n,
    wape: calls === 0 ? null : error / calls,
    bias: calls === 0 ? null : surplus / calls,
    mase: n === 0 || !naiveError ? null : error / n / naiveError,
    coverage80: within('low80', 'high80'),
    coverage95: within('low95', 'high95'),
    noiseFloor: noiseFloor(outcomes.map(({ expected }) => expected)),
  };
}

/**
 * The least WAPE that any forecast can be expected to have when calls come independently: with a
 * Poisson mean m that is known exactly, E|X − m| = 2 m^(⌊m⌋+1) e^(−m) ÷ ⌊m⌋! (De Moivre), nearly
 * √(2m ÷ π); summed over all parts and divided by Σm. Null when nothing is expected.
 */
export function noiseFloor(means: readonly number[]): number | null {
  const total = sum(means);
  return total === 0 ? null : sum(means.map(poissonDeviation)) / total;
}

/** E|X − m| of a Poisson number X with mean m. */
export function poissonDeviation(m: number): number {
  if (m <= 0) return 0;
  const whole = Math.floor(m);
  let log = (whole + 1) * Math.log(m) - m;
  for (let factor = 2; factor <= whole; factor += 1) log -= Math.log(factor);
  return 2 * Math.exp(log);
}

/** The mean over several forecasts of one of their figures; null when none has it. */
export function meanOf(accuracies: readonly Accuracy[], figure: keyof Accuracy): number | null {
  const known = accuracies.map((one) => one[figure]).filter((value) => value !== null);
  return known.length === 0 ? null : mean(known);
}
