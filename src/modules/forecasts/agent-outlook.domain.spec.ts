import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { outlookOf, scoreOutlooks, type AgentPast } from './agent-outlook.domain.js';

const past = (times: readonly number[], successes: number): AgentPast => ({
  calls: times.length,
  successes,
  sum: times.reduce((sum, time) => sum + time, 0),
  squares: times.reduce((sum, time) => sum + time * time, 0),
});
const together = (...all: readonly AgentPast[]): AgentPast => ({
  calls: all.reduce((sum, one) => sum + one.calls, 0),
  successes: all.reduce((sum, one) => sum + one.successes, 0),
  sum: all.reduce((sum, one) => sum + one.sum, 0),
  squares: all.reduce((sum, one) => sum + one.squares, 0),
});

describe('what is expected of an agent', () => {
  it('is drawn towards all agents as by twenty calls', () => {
    const own = past(
      Array.from({ length: 20 }, () => 100),
      20,
    );
    const others = past(
      Array.from({ length: 180 }, () => 200),
      90,
    );
    const outlook = outlookOf(own, together(own, others), 20);
    // All: 38,000 seconds of 200 calls, 110 successes.
    expect(outlook.handleSeconds.expected).toBeCloseTo((20 * 100 + 20 * 190) / 40, 9);
    expect(outlook.successRate.expected).toBeCloseTo((20 + 20 * 0.55) / 40, 9);
  });

  it('is the surer the more calls there are', () => {
    const few = past([100, 300, 200, 200], 2);
    const many = past(
      Array.from({ length: 400 }, (_, place) => 100 + (place % 3) * 100),
      200,
    );
    const all = together(few, many);
    const width = (own: AgentPast): number => {
      const { low95, high95 } = outlookOf(own, all, 400).successRate;
      return high95 - low95;
    };
    expect(width(many)).toBeLessThan(width(few));
  });

  it('lies within its interval, and shares between 0 and 1', () => {
    const times = fc.array(fc.integer({ min: 0, max: 3600 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(times, times, fc.nat(50), fc.nat(200), (mine, theirs, successes, next) => {
        const own = past(mine, Math.min(successes, mine.length));
        const all = together(own, past(theirs, 0));
        const { handleSeconds, successRate } = outlookOf(own, all, next);
        for (const { low95, expected, high95 } of [handleSeconds, successRate]) {
          expect(low95).toBeLessThanOrEqual(expected);
          expect(expected).toBeLessThanOrEqual(high95);
          expect(low95).toBeGreaterThanOrEqual(0);
        }
        expect(successRate.high95).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('how right it was', () => {
  const outlook = (agentId: number, expected: number, share: number) => ({
    agentId,
    calls: 50,
    handleSeconds: { expected, low95: expected - 10, high95: expected + 10 },
    successRate: { expected: share, low95: share - 0.1, high95: share + 0.1 },
  });

  it('is worked out by hand, each agent by its calls', () => {
    const came = new Map([
      // A mean of 105 s for 100 expected, and 8 of 10 for 0.9.
      [1, past([105, 105, 105, 105, 105, 105, 105, 105, 105, 105], 8)],
      // A mean of 240 s for 200 expected, out of its interval; 5 of 5 for 1.
      [2, past([240, 240, 240, 240, 240], 5)],
      // Nobody expected anything of the third.
      [3, past([60], 1)],
    ]);
    const scored = scoreOutlooks(
      [outlook(1, 100, 0.9), outlook(2, 200, 1), outlook(9, 1, 1)],
      came,
    );
    expect(scored).toMatchObject({ agents: 2 });
    // 10 · 5 s + 5 · 40 s = 250 s, of 1,050 + 1,200 = 2,250 s.
    expect(scored?.handleSeconds.wape).toBeCloseTo(250 / 2250, 12);
    expect(scored?.handleSeconds.coverage95).toBe(0.5);
    // 10 · 0.1 + 5 · 0 = 1, of 13 successes.
    expect(scored?.successRate.wape).toBeCloseTo(1 / 13, 12);
  });

  it('is nothing where none of them answered a call', () => {
    expect(scoreOutlooks([outlook(1, 100, 0.9)], new Map())).toBeNull();
    expect(scoreOutlooks([outlook(1, 100, 0.9)], new Map([[1, past([], 0)]]))).toBeNull();
  });

  it('finds 19 of 20 within the interval where agents go on as they did, and are much alike', () => {
    // Normal handle times by sums of twelve: 40 s about an agent's mean, and these 10 s about 200.
    let state = 7;
    const next = (): number => {
      state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
      return state / 4_294_967_296;
    };
    const normal = () => Array.from({ length: 12 }, next).reduce((sum, one) => sum + one, -6);
    const calls = (mean: number) => Array.from({ length: 60 }, () => mean + 40 * normal());
    const agents = Array.from({ length: 400 }, (_, id) => ({ id, mean: 200 + 10 * normal() }));
    const before = agents.map(({ mean }) => past(calls(mean), 50));
    const all = together(...before);
    const outlooks = agents.map(({ id }, place) => ({
      agentId: id,
      ...outlookOf(before[place]!, all, 60),
    }));
    const came = new Map(agents.map(({ id, mean }) => [id, past(calls(mean), 50)]));
    const coverage = scoreOutlooks(outlooks, came)?.handleSeconds.coverage95;
    expect(coverage).toBeGreaterThan(0.93);
    expect(coverage).toBeLessThan(0.99);
  });
});
