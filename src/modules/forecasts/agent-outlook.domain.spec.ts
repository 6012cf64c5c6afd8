import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { outlookOf, type AgentPast } from './agent-outlook.domain.js';

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
