import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  avgResponseTime,
  customerSatisfaction,
  levelOf,
  NO_PERFORMANCE,
  slaCompliance,
  type PerformanceSums,
} from './performance.domain.js';

const LEVELS = {
  high: { slaCompliance: 90, customerSatisfaction: 4 },
  medium: { slaCompliance: 70, customerSatisfaction: 3 },
};
const sums = (given: Partial<PerformanceSums>): PerformanceSums => ({
  ...NO_PERFORMANCE,
  ...given,
});

describe('figures of an agent', () => {
  it('are means with two decimals', () => {
    expect(avgResponseTime(sums({ answers: 3, answerSeconds: 1000 }))).toBe(5.56);
    expect(customerSatisfaction(sums({ ratings: 3, ratingSum: 13 }))).toBe(4.33);
    expect(slaCompliance(sums({ inTarget: 2, overdue: 1 }))).toBe(66.67);
  });

  it('take an answer of more than a day for one of a day', () => {
    expect(avgResponseTime(sums({ answers: 1, answerSeconds: 1440 * 60 + 60 }))).toBe(1440);
    expect(avgResponseTime(sums({ answers: 1, answerSeconds: 1439 * 60 }))).toBe(1439);
  });

  it('begin with nothing at all, which nobody can change', () => {
    expect(Object.values(NO_PERFORMANCE)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(Object.isFrozen(NO_PERFORMANCE)).toBe(true);
    expect(slaCompliance(sums({ overdue: 2 }))).toBe(0);
    expect(slaCompliance(sums({ inTarget: 2 }))).toBe(100);
  });

  it('are null where there is nothing to measure', () => {
    expect(avgResponseTime(NO_PERFORMANCE)).toBeNull();
    expect(customerSatisfaction(NO_PERFORMANCE)).toBeNull();
    expect(slaCompliance(NO_PERFORMANCE)).toBeNull();
  });
});

describe('the level of an agent', () => {
  it.each([
    [{ inTarget: 9, overdue: 1 }, 'high'],
    [{ inTarget: 9, overdue: 1, ratings: 2, ratingSum: 7 }, 'medium'],
    [{ inTarget: 7, overdue: 3, ratings: 1, ratingSum: 5 }, 'medium'],
    [{ inTarget: 1, overdue: 1 }, 'low'],
    [{ ratings: 1, ratingSum: 2 }, 'low'],
    [{ ratings: 1, ratingSum: 4 }, 'high'],
    [{ inTarget: 9, overdue: 1, ratings: 1, ratingSum: 4 }, 'high'],
    [{ inTarget: 7, overdue: 3, ratings: 1, ratingSum: 3 }, 'medium'],
    [{ inTarget: 69, overdue: 31, ratings: 1, ratingSum: 5 }, 'low'],
    [{ inTarget: 1, ratings: 1, ratingSum: 2 }, 'low'],
    [{}, 'medium'],
  ] as const)('of %j is %s', (given, level) => {
    expect(levelOf(sums(given), LEVELS)).toBe(level);
  });

  it('never falls when an answer more is in time', () => {
    const rank = { low: 0, medium: 1, high: 2 };
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), (inTarget, overdue) => {
        if (inTarget + overdue === 0) return;
        const before = rank[levelOf(sums({ inTarget, overdue }), LEVELS)];
        const after = rank[levelOf(sums({ inTarget: inTarget + 1, overdue }), LEVELS)];
        expect(after).toBeGreaterThanOrEqual(before);
      }),
    );
  });
});
