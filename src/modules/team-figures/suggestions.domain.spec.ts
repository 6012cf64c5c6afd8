import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asAgentId, asTeamId, type AgentId } from '../../common/ids.js';
import {
  compare,
  MINIMUM_CALLS,
  suggest,
  type HandlingRecord,
  type Squad,
} from './suggestions.domain.js';

const record = (calls: number, rate: number, mean = 200, spread = 60): HandlingRecord => ({
  calls,
  successes: Math.round(calls * rate),
  sum: calls * mean,
  squares: calls * (mean * mean + spread * spread),
});
const squad = (...agents: number[]): Squad => ({
  teamId: asTeamId('t1'),
  name: 'Loans North',
  sector: 'loans',
  agentIds: new Set(agents.map(asAgentId)),
  insiders: new Set(agents.map(asAgentId)),
});
const records = (given: Record<number, HandlingRecord>): ReadonlyMap<AgentId, HandlingRecord> =>
  new Map(Object.entries(given).map(([id, own]) => [asAgentId(Number(id)), own]));
const of = (given: Record<number, HandlingRecord>, team = squad(1, 2)) =>
  suggest([compare(team, records(given))]);

describe('who would do better in a team', () => {
  it('is who succeeds more often by more than chance, and is said with its figures', () => {
    const [first, ...others] = of({
      1: record(200, 0.7),
      2: record(200, 0.7),
      9: record(120, 0.95),
    });
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      agentId: 9,
      teamId: 't1',
      agentCalls: 120,
      teamCalls: 400,
      successRate: { test: 'fisher_exact', agent: 0.95, team: 0.7, isBetter: true },
      handleSeconds: { test: 'welch_t', isBetter: false },
      reason: 'succeeds in 95 % of its calls, the team in 70 % (120 and 400 calls)',
    });
    expect(first!.successRate.p).toBeLessThan(1e-6);
    expect(first!.successRate.pAdjusted).toBeCloseTo(first!.successRate.p * 2, 12);
  });

  it('is who is quicker, unless it succeeds less often', () => {
    const team = { 1: record(300, 0.8, 240) };
    expect(of({ ...team, 9: record(100, 0.8, 180) })).toMatchObject([
      { agentId: 9, handleSeconds: { agent: 180, team: 240, isBetter: true } },
    ]);
    expect(of({ ...team, 9: record(100, 0.5, 180) })).toEqual([]);
  });

  it('is nobody while the data are thin, or of the team already', () => {
    const few = MINIMUM_CALLS - 1;
    expect(of({ 1: record(300, 0.5), 9: record(few, 1) })).toEqual([]);
    expect(of({ 1: record(few, 0.5), 9: record(300, 1) })).toEqual([]);
    expect(of({ 9: record(300, 1) })).toEqual([]);
    expect(of({ 1: record(300, 0.5), 2: record(300, 1) })).toEqual([]);
  });

  it('must be further ahead the more are compared', () => {
    const alone = { 1: record(300, 0.7), 9: record(60, 0.85) };
    expect(of(alone)).toHaveLength(1);
    const crowd = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [100 + index, record(60, 0.7)]),
    );
    expect(of({ ...alone, ...crowd })).toEqual([]);
  });

  it('is hardly ever anybody where all are alike', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (chances) => {
        const chance = () => chances.next().value as number;
        const draw = (calls: number): HandlingRecord => {
          const times = Array.from({ length: calls }, () => 100 + 200 * chance());
          return {
            calls,
            successes: Array.from({ length: calls }, () => chance() < 0.8).filter(Boolean).length,
            sum: times.reduce((sum, time) => sum + time, 0),
            squares: times.reduce((sum, time) => sum + time * time, 0),
          };
        };
        const all = Object.fromEntries(Array.from({ length: 6 }, (_, id) => [id, draw(50)]));
        // One false finding in twenty runs is what the level allows; several at once are not chance.
        expect(of(all, squad(0, 1, 2)).length).toBeLessThan(3);
      }),
      { numRuns: 40, seed: 5 },
    );
  });
});
