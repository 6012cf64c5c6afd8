import { describe, expect, it } from '@jest/globals';
import { FAULT_KINDS, planFaults } from './fault-plan.js';

const TWENTY_MINUTES = { seconds: 1200, nodes: 3 };

describe('a plan of faults', () => {
  it('is the same for the same seed, and another for another', () => {
    const plan = planFaults({ seed: 1, ...TWENTY_MINUTES });
    expect(planFaults({ seed: 1, ...TWENTY_MINUTES })).toEqual(plan);
    expect(planFaults({ seed: 2, ...TWENTY_MINUTES })).not.toEqual(plan);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('has every kind, often enough, in time (seed %i)', (seed) => {
    const plan = planFaults({ seed, ...TWENTY_MINUTES });
    expect(plan.length).toBeGreaterThanOrEqual(67);
    expect(new Set(plan.map(({ kind }) => kind))).toEqual(new Set(FAULT_KINDS));
    for (const { atMs, lastsMs } of plan) expect(atMs + lastsMs).toBeLessThanOrEqual(1_200_000);
  });

  it.each([1, 2, 3, 4])(
    'stops no process that it has stopped or ended already (seed %i)',
    (seed) => {
      const plan = planFaults({ seed, ...TWENTY_MINUTES });
      const busy = plan.filter(({ kind }) => kind.startsWith('node_'));
      for (const [place, one] of busy.entries()) {
        const before = busy.slice(0, place).filter(({ node }) => node === one.node);
        for (const { atMs, lastsMs } of before) expect(one.atMs).toBeGreaterThan(atMs + lastsMs);
      }
    },
  );

  it('has nothing but what was asked for', () => {
    const plan = planFaults({ seed: 1, ...TWENTY_MINUTES, only: 'node_update' });
    expect(new Set(plan.map(({ kind }) => kind))).toEqual(new Set(['node_update']));
    expect(new Set(plan.map(({ node }) => node)).size).toBe(3);
  });

  it('has some faults in a run of seconds', () => {
    const plan = planFaults({ seed: 1, seconds: 16, nodes: 3 });
    expect(plan.length).toBeGreaterThanOrEqual(4);
    for (const { atMs, lastsMs } of plan) expect(atMs + lastsMs).toBeLessThanOrEqual(16_000);
  });
});
