import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asAgentId } from '../../common/ids.js';
import { profileFigures, type AgentServedDay } from './profile-figures.domain.js';

const TODAY = '2026-03-31';
const served = (
  agent: number,
  day: string,
  answered: number,
  successes: number,
  handlingSeconds = answered * 100,
): AgentServedDay => ({
  agentId: asAgentId(agent),
  sector: 'loans',
  day,
  answered,
  successes,
  handlingSeconds,
});
const figuresOf = (days: readonly AgentServedDay[]) => profileFigures(days, days, TODAY);

describe('what routing goes by', () => {
  it('is worked out by hand: today, and half as much after thirty days', () => {
    // Agent 1: 20 of 20 today. Agent 2: 0 of 40 thirty days ago, which count as 20.
    // The mean is 20 ÷ 40. Agent 1: (20 + 20·½) ÷ 40 = 0.75; agent 2: (0 + 10) ÷ 40 = 0.25.
    // Handle times 100 and 200 s: the mean is (2000 + 4000) ÷ 40 = 150; (2000 + 3000) ÷ 40 = 125,
    // (4000 + 3000) ÷ 40 = 175.
    const days = [served(1, TODAY, 20, 20), served(2, '2026-03-01', 40, 0, 8000)];
    expect(figuresOf(days)).toEqual([
      { agentId: 1, sector: 'loans', successRate: 0.75, avgHandleTime: 125 },
      { agentId: 2, sector: 'loans', successRate: 0.25, avgHandleTime: 175 },
    ]);
  });

  it('is hardly moved by one call', () => {
    const many = Array.from({ length: 10 }, (_, at) => served(at + 2, TODAY, 100, 80));
    const [newcomer] = figuresOf([served(1, TODAY, 1, 0), ...many]);
    expect(newcomer?.successRate).toBeGreaterThan(0.75);
    expect(newcomer?.successRate).toBeLessThan(0.8);
  });

  it('is nothing for calls of no sector, or where nothing was answered', () => {
    const none = { ...served(1, TODAY, 3, 3), sector: null };
    expect(profileFigures([none], [none], TODAY)).toEqual([]);
    expect(figuresOf([served(1, TODAY, 0, 0)])).toEqual([]);
  });

  it('is a share and the same in any order of the days', () => {
    const anyDay = fc
      .record({ agent: fc.integer({ min: 1, max: 3 }), age: fc.nat(100), n: fc.nat(50) })
      .chain(({ agent, age, n }) =>
        fc.nat(n).map((successes) => {
          const day = new Date(Date.parse(TODAY) - age * 86_400_000).toISOString().slice(0, 10);
          return served(agent, day, n, successes);
        }),
      );
    fc.assert(
      fc.property(fc.array(anyDay, { maxLength: 30 }), (days) => {
        const sorted = (given: readonly AgentServedDay[]) =>
          figuresOf(given).toSorted((a, b) => a.agentId - b.agentId);
        for (const { successRate, avgHandleTime } of sorted(days)) {
          expect(successRate).toBeGreaterThanOrEqual(0);
          expect(successRate).toBeLessThanOrEqual(1);
          expect(avgHandleTime).toBeCloseTo(100, 0);
        }
        const there = sorted(days);
        const back = sorted(days.toReversed());
        expect(back.map(({ agentId }) => agentId)).toEqual(there.map(({ agentId }) => agentId));
        back.forEach((one, place) => {
          expect(one.successRate).toBeCloseTo(there[place]?.successRate ?? -1, 3);
        });
      }),
    );
  });
});
