import { describe, expect, it } from '@jest/globals';
import { OutcomeModel, splitByDay, type Outcomes } from './outcome-model.domain.js';
import { advise, type Profile } from './recommendations.domain.js';

/** Deterministic days of calls: each agent takes so many a day with its share of successes. */
function record(
  agents: readonly { agentId: number; rate: number; capability?: string }[],
  { days = 20, aDay = 30 } = {},
): Outcomes[] {
  return Array.from({ length: days }, (_, day) =>
    agents.map(({ agentId, rate, capability }, place) => ({
      agentId,
      sector: 'billing',
      capabilities: capability === undefined ? [] : [capability],
      hour: 9 + ((day + place) % 8),
      day: `2026-01-${String(day + 1).padStart(2, '0')}`,
      calls: aDay,
      successes: Math.round(aDay * rate) + ((day + place) % 3) - 1,
    })),
  ).flat();
}
const profile = (agentId: number, level = 3): Profile => ({
  id: `p${agentId}`,
  agentId,
  sector: 'billing',
  priority: 5,
  capabilities: [{ name: 'hindi', level }],
});

describe('recommendations', () => {
  it('find a planted difference, with its size and interval', () => {
    const given = record([
      { agentId: 1, rate: 0.9 },
      { agentId: 2, rate: 0.5 },
      { agentId: 3, rate: 0.5 },
    ]);
    const { changes, isThin, check } = advise(given, [profile(1), profile(2), profile(3)]);
    expect(isThin).toBe(false);
    expect(check.holds).toBe(true);
    const best = changes.find(({ agentId }) => agentId === 1);
    expect(best).toMatchObject({ kind: 'priority', current: 5, suggested: 9 });
    expect(best?.lift).toBeCloseTo(0.4, 1);
    expect(best?.interval[0]).toBeGreaterThan(0);
    expect(best?.calls).toBe(480);
  });

  it('say a capability’s level by the calls that asked for it', () => {
    const given = record([
      { agentId: 1, rate: 0.5, capability: 'hindi' },
      { agentId: 2, rate: 0.9, capability: 'hindi' },
    ]);
    const { changes } = advise(given, [profile(1, 4), profile(2, 4)]);
    const levels = changes.filter(({ kind }) => kind === 'capability');
    expect(levels.map(({ agentId, suggested }) => [agentId, suggested])).toEqual([
      [1, 3],
      [2, 5],
    ]);
  });

  it('are silent where there is no difference', () => {
    const given = record([
      { agentId: 1, rate: 0.7 },
      { agentId: 2, rate: 0.7 },
    ]);
    expect(advise(given, [profile(1), profile(2)]).changes).toEqual([]);
  });

  it('are silent while the record is thin', () => {
    const given = record(
      [
        { agentId: 1, rate: 0.9 },
        { agentId: 2, rate: 0.3 },
      ],
      { days: 3, aDay: 10 },
    );
    expect(advise(given, [profile(1)])).toMatchObject({ isThin: true, changes: [] });
    expect(advise([], [])).toMatchObject({ isThin: true, calls: 0 });
  });

  it('are silent where what was learnt did not hold on the days kept out', () => {
    const turned = record([
      { agentId: 1, rate: 0.9 },
      { agentId: 2, rate: 0.5 },
    ]).map((one) =>
      one.day < '2026-01-17' ? one : { ...one, successes: one.calls - one.successes },
    );
    expect(advise(turned, [profile(1), profile(2)])).toMatchObject({ isThin: true, changes: [] });
  });
});

describe('the model of outcomes', () => {
  it('draws who is hardly known to the sector’s mean', () => {
    const model = new OutcomeModel(record([{ agentId: 1, rate: 0.8 }]));
    const known = model.estimate({ agentId: 1, sector: 'billing', capabilities: [], hour: 10 });
    const stranger = model.estimate({ agentId: 9, sector: 'billing', capabilities: [], hour: 10 });
    expect(stranger.probability).toBeCloseTo(model.meanOf('billing'));
    expect(stranger.interval[0]).toBeLessThan(known.interval[0]);
  });

  it('is never taught by the days that it is checked on', () => {
    const { learnt, heldOut } = splitByDay(record([{ agentId: 1, rate: 0.8 }]));
    const last = learnt.reduce((day, one) => (one.day > day ? one.day : day), '');
    expect(heldOut.every(({ day }) => day > last)).toBe(true);
    expect(new Set(heldOut.map(({ day }) => day)).size).toBe(4);
  });
});
