import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeCount, judgeMean, median, uncertaintyOf } from './anomaly.domain.js';

/** Numbers in [0, 1) that are the same each time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
const normal = (next: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
function poisson(mean: number, next: () => number): number {
  let calls = 0;
  for (let gap = -Math.log(1 - next()); gap < mean; gap -= Math.log(1 - next())) calls += 1;
  return calls;
}
/** A mean that strays by a share of itself, and calls that come by chance about it. */
const hourOf = (mean: number, uncertainty: number, next: () => number): number =>
  poisson(Math.max(0, mean * (1 + uncertainty * normal(next))), next);

describe('judging a count', () => {
  it('agrees with Poisson tails worked out by hand', () => {
    // Mean 2, none: twice e⁻². Mean 2, five or more: twice (1 − e⁻²·(1 + 2 + 2 + 4/3 + 2/3)).
    const observed = (actual: number) => ({ actual, expected: 2, uncertainty: 0 });
    expect(judgeCount(observed(0))).toEqual({
      direction: 'below',
      p: expect.closeTo(2 * Math.exp(-2), 12),
    });
    expect(judgeCount(observed(5)).p).toBeCloseTo(2 * (1 - 7 * Math.exp(-2)), 12);
  });

  it('agrees with a geometric distribution, which is gamma of shape 1', () => {
    // Mean 1 with uncertainty 1: P(X ≥ k) = 2⁻ᵏ.
    expect(judgeCount({ actual: 6, expected: 1, uncertainty: 1 }).p).toBeCloseTo(2 * 2 ** -6, 12);
  });

  it.each([
    [5, 0],
    [40, 0],
    [40, 0.1],
    [200, 0.08],
  ])('raises no more false alarms than set with %d calls an hour', (mean, uncertainty) => {
    const next = chance(mean + 1000 * uncertainty);
    const hours = 5000;
    for (const rate of [0.05, 0.01]) {
      let alarms = 0;
      for (let hour = 0; hour < hours; hour += 1) {
        const actual = hourOf(mean, uncertainty, next);
        if (judgeCount({ actual, expected: mean, uncertainty }).p < rate) alarms += 1;
      }
      // Within three standard deviations above; not far below but where numbers are coarse.
      expect(alarms / hours).toBeLessThan(rate + 3 * Math.sqrt(rate / hours));
      expect(alarms / hours).toBeGreaterThan(mean < 20 ? 0 : rate / 3);
    }
  });

  it.each([
    ['twice the calls', 2, 60],
    ['half the calls', 0.5, 150],
    ['no calls', 0, 20],
    ['half as many again', 1.5, 300],
  ])('finds %s', (_, factor, mean) => {
    const next = chance(7);
    const [rate, uncertainty, hours] = [0.001, 0.06, 400];
    let found = 0;
    for (let hour = 0; hour < hours; hour += 1) {
      const actual = hourOf(mean * factor, uncertainty, next);
      if (judgeCount({ actual, expected: mean, uncertainty }).p < rate) found += 1;
    }
    expect(found / hours).toBeGreaterThanOrEqual(0.95);
  });

  it('gives shares whatever it is asked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5000 }),
        fc.double({ min: 0, max: 5000, noNaN: true }),
        fc.double({ min: 0, max: 2, noNaN: true }),
        (actual, expected, uncertainty) => {
          const { p } = judgeCount({ actual, expected, uncertainty });
          expect(p).toBeGreaterThanOrEqual(0);
          expect(p).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

describe('judging a mean', () => {
  it('is by the tails of a normal distribution', () => {
    const at = (actual: number) => judgeMean({ actual, expected: 200, values: 25, deviation: 50 });
    expect(at(219.6).p).toBeCloseTo(0.05, 3);
    expect(at(180.4)).toMatchObject({ direction: 'below' });
    expect(at(200).p).toBeCloseTo(1, 6);
    expect(judgeMean({ actual: 1, expected: 2, values: 5, deviation: 0 }).p).toBe(1);
  });
});

describe('the uncertainty of a past', () => {
  it('is what its residuals show, whatever anomalies were among them', () => {
    const next = chance(3);
    for (const uncertainty of [0, 0.05, 0.2]) {
      const past = Array.from({ length: 400 }, (_, hour) => {
        const actual = hourOf(300, uncertainty, next) * (hour % 10 === 0 ? 3 : 1);
        return { actual, expected: 300 };
      });
      expect(Math.abs(uncertaintyOf(past) - uncertainty)).toBeLessThan(0.035);
    }
    expect(uncertaintyOf([])).toBe(0);
  });

  it('takes the middle of an even number for the mean of both', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBe(0);
  });
});
