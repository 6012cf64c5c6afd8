/** A number that was counted, and what was expected of it. */
export interface Observation {
  readonly actual: number;
  readonly expected: number;
  /** How far the expectation itself may be off, as a share of it (a standard deviation). */
  readonly uncertainty: number;
}

export type Direction = 'above' | 'below';

/** How unlikely an observation is where all is as expected. */
export interface Judgement {
  readonly direction: Direction;
  /** By chance alone: two-sided, 0 to 1. */
  readonly p: number;
}

const NEGLIGIBLE = 1e-18;

/**
 * Judges a count: calls come by chance about a mean that is itself known only so far. With a gamma
 * distribution of the mean the count is negative binomial with variance m + (u·m)²; without
 * uncertainty it is Poisson. The p-value is twice the smaller tail, the observation included, so that
 * no more than a share p of counts is judged as this one or worse (exact for every mean).
 */
export function judgeCount({ actual, expected, uncertainty }: Observation): Judgement {
  const { atLeast, atMost } = tails(Math.round(actual), expected, uncertainty ** 2);
  const direction = atLeast <= atMost ? 'above' : 'below';
  return { direction, p: Math.min(1, 2 * Math.min(atLeast, atMost)) };
}

/** P(X ≥ y) and P(X ≤ y), summed from the mean outwards until nothing is added any more. */
function tails(y: number, mean: number, square: number): { atLeast: number; atMost: number } {
  if (mean <= 0) return { atLeast: y > 0 ? 0 : 1, atMost: 1 };
  const step = (k: number): number => ((1 + k * square) * mean) / ((k + 1) * (1 + mean * square));
  const middle = Math.floor(mean);
  let all = 0;
  let atLeast = 0;
  let atMost = 0;
  const count = (k: number, weight: number): void => {
    all += weight;
    if (k >= y) atLeast += weight;
    if (k <= y) atMost += weight;
  };
  let weight = 1;
  for (let k = middle; weight > NEGLIGIBLE * all || k <= mean; k += 1) {
    count(k, weight);
    weight *= step(k);
  }
  weight = 1;
  for (let k = middle - 1; k >= 0; k -= 1) {
    weight /= step(k);
    if (weight < NEGLIGIBLE * all) break;
    count(k, weight);
  }
  return { atLeast: atLeast / all, atMost: atMost / all };
}

/** A mean of several values, what was expected of it, and how far a single value strays from that. */
export interface MeanObservation {
  readonly actual: number;
  readonly expected: number;
  readonly values: number;
  readonly deviation: number;
}

/** Judges a mean by the normal distribution (Abramowitz and Stegun 7.1.26 for its tail). */
export function judgeMean({ actual, expected, values, deviation }: MeanObservation): Judgement {
  const direction = actual >= expected ? 'above' : 'below';
  const spread = deviation / Math.sqrt(Math.max(1, values));
  if (spread === 0) return { direction, p: 1 };
  return { direction, p: normalTails(Math.abs(actual - expected) / spread) };
}

/** The share of a normal distribution that is further out than z, on either side. */
function normalTails(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return series * Math.exp(-x * x);
}

/** The middle of |residual| ÷ deviation, where residuals are normal. */
const NORMAL_MEDIAN = 0.6745;

/**
 * How far the expectations of a past were off, as a share of them: such that half of its
 * observations are within the inner half of what it allows. Takes no notice of the past's own
 * anomalies, as they are less than half. 0 when chance alone explains the past.
 */
export function uncertaintyOf(past: readonly Pick<Observation, 'actual' | 'expected'>[]): number {
  const known = past.filter(({ expected }) => expected > 0);
  if (known.length === 0) return 0;
  const middle = (uncertainty: number): number =>
    median(
      known.map(
        ({ actual, expected }) =>
          Math.abs(actual - expected) / Math.sqrt(expected + (uncertainty * expected) ** 2),
      ),
    );
  if (middle(0) <= NORMAL_MEDIAN) return 0;
  let low = 0;
  let high = 1;
  while (middle(high) > NORMAL_MEDIAN && high < 64) high *= 2;
  for (let round = 0; round < 30; round += 1) {
    const half = (low + high) / 2;
    if (middle(half) > NORMAL_MEDIAN) low = half;
    else high = half;
  }
  return high;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
