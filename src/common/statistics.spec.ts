import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { spreadOf, spreadOfCounts } from './statistics.js';

describe('a spread', () => {
  it.each([
    // Sorted 1 2 3 4 10: mean 20 ÷ 5; the middle one; place 0.9 × 4 = 3.6, so 4 + 0.6 × 6 = 7.6.
    [[4, 1, 10, 2, 3], { n: 5, mean: 4, median: 3, p90: 7.6 }],
    // Two values: between them.
    [[10, 20], { n: 2, mean: 15, median: 15, p90: 19 }],
    [[7], { n: 1, mean: 7, median: 7, p90: 7 }],
    [[null, 3, null], { n: 1, mean: 3, median: 3, p90: 3 }],
    [[null], { n: 0, mean: null, median: null, p90: null }],
  ])('of %j is worked out by hand', (values, expected) => {
    const { p90, ...rest } = spreadOf(values);
    const { p90: wanted, ...others } = expected;
    expect(rest).toEqual(others);
    if (wanted === null) expect(p90).toBeNull();
    else expect(p90).toBeCloseTo(wanted);
  });

  it('lies within its values, and counts say the same as values', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1 }), (values) => {
        const spread = spreadOf(values);
        for (const value of [spread.mean, spread.median, spread.p90]) {
          expect(value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
          expect(value).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
        }
        const pairs = values.map((value) => [value, 1] as const);
        const summed = spreadOfCounts(pairs);
        expect(summed.n).toBe(spread.n);
        expect(summed.median).toBeCloseTo(spread.median ?? 0);
      }),
    );
  });
});
