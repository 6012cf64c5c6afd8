import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  fisherGreater,
  holm,
  studentBelow,
  welchLess,
  type Sample,
} from './significance.domain.js';

const sampleOf = (values: readonly number[]): Sample => ({
  calls: values.length,
  sum: values.reduce((sum, value) => sum + value, 0),
  squares: values.reduce((sum, value) => sum + value * value, 0),
});
const share = (successes: number, calls: number) => ({ successes, calls });

describe('Fisher’s exact test', () => {
  it('gives the probabilities counted by hand', () => {
    // (C(10,8)·C(6,1) + C(10,9)·C(6,0)) / C(16,9)
    expect(fisherGreater(share(8, 10), share(1, 6))).toBeCloseTo(280 / 11_440, 12);
    // The lady tasting tea.
    expect(fisherGreater(share(3, 4), share(1, 4))).toBeCloseTo(17 / 70, 12);
    expect(fisherGreater(share(4, 4), share(0, 4))).toBeCloseTo(1 / 70, 12);
    expect(fisherGreater(share(0, 4), share(4, 4))).toBeCloseTo(1, 12);
  });

  it('holds for many calls', () => {
    expect(fisherGreater(share(5000, 10_000), share(50_000, 100_000))).toBeGreaterThan(0.45);
    expect(fisherGreater(share(5300, 10_000), share(50_000, 100_000))).toBeLessThan(1e-6);
  });

  it('is a probability; both sides together count the middle twice', () => {
    const calls = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(calls, calls, fc.double({ min: 0, max: 1, noNaN: true }), (n, m, at) => {
        const one = share(Math.round(n * at), n);
        const other = share(Math.round(m / 2), m);
        const failures = ({ successes, calls: all }: typeof one) => share(all - successes, all);
        const greater = fisherGreater(one, other);
        const less = fisherGreater(failures(one), failures(other));
        expect(greater).toBeGreaterThanOrEqual(0);
        expect(greater).toBeLessThanOrEqual(1);
        expect(greater + less).toBeGreaterThanOrEqual(1 - 1e-9);
      }),
    );
  });
});

describe('Welch’s t test', () => {
  it('reads Student’s table', () => {
    expect(studentBelow(-1.812461, 10)).toBeCloseTo(0.05, 6);
    expect(studentBelow(2.228139, 10)).toBeCloseTo(0.975, 6);
    expect(studentBelow(0, 3)).toBeCloseTo(0.5, 12);
    expect(studentBelow(-1.959964, 1e7)).toBeCloseTo(0.025, 5);
    expect(studentBelow(-1, 1)).toBeCloseTo(0.25, 10);
  });

  it('gives what Student’s density gives when it is added up by hand', () => {
    // t = (30 − 36.5) ÷ √(2.5/5 + 5.9/6) = −5.33696 with 8.5986 degrees of freedom
    const one = sampleOf([30, 32, 31, 29, 28]);
    const other = sampleOf([35, 38, 33, 36, 40, 37]);
    expect(welchLess(one, other)).toBeCloseTo(0.000274008787, 9);
    expect(welchLess(other, one)).toBeCloseTo(1 - welchLess(one, other), 10);
  });

  it('is about right when nothing differs: 5 % of comparisons fall below 5 %', () => {
    let seed = 7;
    const chance = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const exponential = () => -180 * Math.log(1 - chance());
    let below = 0;
    for (let round = 0; round < 2000; round += 1) {
      const one = sampleOf(Array.from({ length: 40 }, exponential));
      const other = sampleOf(Array.from({ length: 200 }, exponential));
      if (welchLess(one, other) < 0.05) below += 1;
    }
    expect(below / 2000).toBeGreaterThan(0.03);
    expect(below / 2000).toBeLessThan(0.1);
  });
});

describe('Holm’s correction', () => {
  it('is that of the textbook', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005], 4)).toEqual([0.03, 0.06, 0.06, 0.02]);
  });

  it('never makes a finding likelier, keeps the order, and needs only the smallest', () => {
    const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(ps, (all) => {
        const adjusted = holm(all, all.length);
        all.forEach((p, index) => {
          expect(adjusted[index]).toBeGreaterThanOrEqual(p);
          all.forEach((q, other) => {
            if (p < q) expect(adjusted[index]).toBeLessThanOrEqual(adjusted[other]!);
          });
        });
        const small = all.filter((p) => p < 0.05);
        const found = (given: readonly number[]) => given.filter((p) => p < 0.05).length;
        expect(found(holm(small, all.length))).toBe(found(adjusted));
      }),
    );
  });
});
