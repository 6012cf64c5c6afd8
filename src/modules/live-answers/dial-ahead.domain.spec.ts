import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ABANDONED_CAP_PERCENT, abandonedPercent, planDials } from './dial-ahead.domain.js';

const NONE = { connected: 0, abandoned: 0 };
const history = (connected: number, abandoned: number) => ({
  last24Hours: { connected, abandoned },
  last30Days: { connected, abandoned },
});
const floor = (free: number, live = 0, linesPerAgent = 2) => ({ free, live, linesPerAgent });

describe('the share of the abandoned', () => {
  it('is of the answered calls', () => {
    expect(abandonedPercent({ connected: 97, abandoned: 3 })).toBe(3);
    expect(abandonedPercent({ connected: 2, abandoned: 1 })).toBe(33.33);
    expect(abandonedPercent(NONE)).toBeNull();
  });
});

describe('a power campaign', () => {
  it('dials agents first until enough people were answered', () => {
    expect(planDials(floor(1), history(0, 0))).toEqual({ isAhead: false, calls: 1 });
    expect(planDials(floor(1), history(31, 0))).toEqual({ isAhead: false, calls: 1 });
    expect(planDials(floor(1), history(32, 0))).toEqual({ isAhead: true, calls: 2 });
  });

  it('keeps to its pace, and counts who is being dialled', () => {
    expect(planDials(floor(4, 0, 1.5), history(10_000, 0))).toEqual({ isAhead: true, calls: 6 });
    expect(planDials(floor(4, 5, 1.5), history(10_000, 0))).toEqual({ isAhead: true, calls: 1 });
    expect(planDials(floor(4, 9, 1.5), history(10_000, 0))).toEqual({ isAhead: true, calls: 0 });
    expect(planDials(floor(4, 0, 1), history(10_000, 0))).toEqual({ isAhead: false, calls: 4 });
    expect(planDials(floor(0), history(10_000, 0))).toEqual({ isAhead: false, calls: 0 });
  });

  it('falls back to agents first when one of the two spans has no room', () => {
    const bad = { connected: 97, abandoned: 3 };
    const good = { connected: 10_000, abandoned: 0 };
    for (const one of [
      { last24Hours: bad, last30Days: good },
      { last24Hours: good, last30Days: bad },
    ]) {
      expect(planDials(floor(2), one)).toEqual({ isAhead: false, calls: 2 });
    }
  });

  it('cannot pass the cap by what it dials, whoever picks up and in whatever order', () => {
    const answers = fc.record({ connected: fc.nat(5000), abandoned: fc.nat(150) });
    const floors = fc.record({
      free: fc.nat(50),
      live: fc.nat(80),
      linesPerAgent: fc.double({ min: 1, max: 3, noNaN: true }),
    });
    fc.assert(
      fc.property(floors, answers, answers, fc.nat(), (given, day, month, seed) => {
        const plan = planDials(given, { last24Hours: day, last30Days: month });
        expect(plan.calls).toBeGreaterThanOrEqual(0);
        const { free, live } = given;
        const dialled = live + plan.calls;
        if (plan.calls > 0) expect(dialled).toBeLessThanOrEqual(Math.max(free, free * 3));
        if (!plan.isAhead) {
          if (plan.calls > 0) expect(dialled).toBeLessThanOrEqual(free);
          return;
        }
        if (plan.calls === 0) return;
        // Anybody may pick up: the first `free` of them find an agent.
        const pickUp = seed % (dialled + 1);
        for (const { connected, abandoned } of [day, month]) {
          const left = abandoned + Math.max(0, pickUp - free);
          const answered = connected + abandoned + pickUp;
          const wasWithin = abandoned * 100 <= ABANDONED_CAP_PERCENT * (connected + abandoned);
          const isWithin = left * 100 <= ABANDONED_CAP_PERCENT * answered;
          expect(isWithin || !wasWithin || pickUp <= free).toBe(true);
        }
      }),
    );
  });
});
