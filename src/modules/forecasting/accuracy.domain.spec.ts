import { describe, expect, it } from '@jest/globals';
import { accuracyOf, meanOf, noiseFloor, poissonDeviation } from './accuracy.domain.js';

const outcome = (actual: number, expected: number, wide80: number, wide95: number) => ({
  actual,
  expected,
  low80: expected - wide80,
  high80: expected + wide80,
  low95: expected - wide95,
  high95: expected + wide95,
});

describe('accuracy', () => {
  it('is what the formulas give by hand', () => {
    // Errors 2, 4 and 0; actual 10 + 20 + 10 = 40; expected 8 + 24 + 10 = 42.
    const outcomes = [outcome(10, 8, 1, 3), outcome(20, 24, 5, 9), outcome(10, 10, 0, 0)];
    expect(accuracyOf(outcomes, 4)).toEqual({
      n: 3,
      wape: 6 / 40,
      bias: 2 / 40,
      mase: 2 / 4,
      coverage80: 2 / 3,
      coverage95: 1,
      noiseFloor: noiseFloor([8, 24, 10]),
    });
  });

  it('is null where there is nothing to divide by', () => {
    const nothing = {
      n: 0,
      wape: null,
      bias: null,
      mase: null,
      coverage80: null,
      coverage95: null,
      noiseFloor: null,
    };
    expect(accuracyOf([], 1)).toEqual(nothing);
    expect(accuracyOf([outcome(0, 0, 0, 0)], 0)).toMatchObject({ wape: null, mase: null });
    expect(meanOf([accuracyOf([], 1)], 'wape')).toBeNull();
  });

  it('knows how far Poisson numbers are from their mean', () => {
    // Mean 1: 2·1^2·e⁻¹ ÷ 1! — |0−1|·e⁻¹ + |2−1|·e⁻¹/2 + |3−1|·e⁻¹/6 + … = 2e⁻¹.
    expect(poissonDeviation(1)).toBeCloseTo(2 / Math.E, 12);
    // Below 1 only 0 lies under the mean: 2·m·e⁻ᵐ.
    expect(poissonDeviation(0.5)).toBeCloseTo(Math.exp(-0.5), 12);
    expect(poissonDeviation(0)).toBe(0);
    // Nearly √(2m ÷ π) when it is large.
    expect(poissonDeviation(1000)).toBeCloseTo(Math.sqrt(2000 / Math.PI), 1);
    expect(noiseFloor([])).toBeNull();
  });
});
