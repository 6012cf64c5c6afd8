import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareRanks, scoreTerms, sectorMeans, totalScore, UNMEASURED } from './score.domain.js';

const weights = { successRate: 40, priority: 25, load: 20, handleTime: 15, capability: 5 };

describe('score', () => {
  it('adds up the terms of the formula', () => {
    const terms = scoreTerms(
      {
        successRate: 0.9,
        avgHandleTime: 150,
        priority: 5,
        load: 2,
        capabilities: new Map([
          ['hindi', 3],
          ['billing', 5],
          ['golf', 1],
        ]),
      },
      ['hindi', 'billing', 'tamil'],
      weights,
      UNMEASURED,
    );
    // 40·0.9 = 36; 25·5/10 = 12.5; 20·(1 − 2/10) = 16; 15·(1 − 150/300) = 7.5; 5·2 = 10
    expect(terms).toEqual({
      successRate: 36,
      priority: 12.5,
      load: 16,
      handleTime: 7.5,
      capability: 10,
    });
    expect(totalScore(terms)).toBe(82);
  });

  it('weighs a match by the measured success in it, where that is asked for', () => {
    const aptitude = {
      successRate: 0.4,
      avgHandleTime: 0,
      priority: 0,
      load: 0,
      capabilities: new Map([
        ['hindi', 3],
        ['loans', 3],
      ]),
      successIn: new Map([['hindi', 0.9]]),
    };
    const { capability } = scoreTerms(aptitude, ['hindi', 'loans', 'golf'], weights, UNMEASURED);
    // 5 · (0.9 measured + 0.4, its success over all, where nothing is measured)
    expect(capability).toBeCloseTo(6.5);
  });

  it('takes the mean of the sector for what was not measured', () => {
    const unknown = {
      successRate: null,
      avgHandleTime: null,
      priority: 0,
      load: 0,
      capabilities: new Map<string, number>(),
    };
    const terms = scoreTerms(unknown, [], weights, { successRate: 0.25, avgHandleTime: 60 });
    expect(terms.successRate).toBe(10);
    expect(terms.handleTime).toBeCloseTo(12);
  });

  it('never falls with more success, more priority, less load or shorter calls', () => {
    const aptitude = fc.record({
      successRate: fc.double({ min: 0, max: 1, noNaN: true }),
      avgHandleTime: fc.integer({ min: 0, max: 2000 }),
      priority: fc.integer({ min: 0, max: 10 }),
      load: fc.integer({ min: 0, max: 20 }),
    });
    type Given = { successRate: number; avgHandleTime: number; priority: number; load: number };
    const score = (given: Given) =>
      totalScore(scoreTerms({ ...given, capabilities: new Map() }, [], weights, UNMEASURED));
    fc.assert(
      fc.property(aptitude, fc.integer({ min: 0, max: 5 }), (given, step) => {
        expect(score({ ...given, load: given.load + step })).toBeLessThanOrEqual(score(given));
        expect(score({ ...given, avgHandleTime: given.avgHandleTime + step })).toBeLessThanOrEqual(
          score(given),
        );
        expect(score({ ...given, priority: given.priority + step })).toBeGreaterThanOrEqual(
          score(given),
        );
      }),
    );
  });

  it('gives ties to the one idle longest, then to the lower id', () => {
    const ranks = [
      { score: 80, idleSinceMs: 5, agentId: 1 },
      { score: 90, idleSinceMs: 9, agentId: 2 },
      { score: 80, idleSinceMs: 3, agentId: 4 },
      { score: 80, idleSinceMs: 3, agentId: 3 },
    ];
    expect(ranks.sort(compareRanks).map((rank) => rank.agentId)).toEqual([2, 3, 4, 1]);
  });

  it('means nothing but the measured', () => {
    expect(
      sectorMeans([
        { successRate: 0.5, avgHandleTime: null },
        { successRate: 1, avgHandleTime: 200 },
        { successRate: null, avgHandleTime: 100 },
      ]),
    ).toEqual({ successRate: 0.75, avgHandleTime: 150 });
    expect(sectorMeans([])).toEqual(UNMEASURED);
  });
});
