import { describe, expect, it } from '@jest/globals';
import { compareWithTheory } from './against-theory.js';
import { exactFigures } from './theory.js';

describe('the exact figures', () => {
  it('are those of one agent by hand', () => {
    // M/M/1: the share that waits is the load, the mean wait ρ / (μ − λ).
    const one = { agents: 1, arrivalsPerSecond: 0.005, meanServiceSeconds: 100 };
    const figures = exactFigures({ ...one, meanPatienceSeconds: null });
    expect(figures.waits).toBeCloseTo(0.5, 9);
    expect(figures.meanWaitSeconds).toBeCloseTo(100, 6);
    expect(figures.abandons).toBe(0);
  });

  it('are those of tables: 10 agents at 8 erlangs wait with a chance of 0.409', () => {
    const ten = { agents: 10, arrivalsPerSecond: 0.08, meanServiceSeconds: 100 };
    expect(exactFigures({ ...ten, meanPatienceSeconds: null }).waits).toBeCloseTo(0.409, 3);
  });

  it('have an end with patience however many call, and none without', () => {
    const over = { agents: 2, arrivalsPerSecond: 0.1, meanServiceSeconds: 100 };
    const { abandons } = exactFigures({ ...over, meanPatienceSeconds: 60 });
    expect(abandons).toBeCloseTo(0.8, 2);
    expect(() => exactFigures({ ...over, meanPatienceSeconds: null })).toThrow('for ever');
  });
});

describe('the floor against the theory', () => {
  it('waits and loses callers as Erlang C and Erlang A say, also in overload', () => {
    const points = compareWithTheory(7, 8000);
    expect(points.length).toBe(10);
    expect(points.filter(({ isWithin }) => !isWithin)).toEqual([]);
  }, 120_000);
});
