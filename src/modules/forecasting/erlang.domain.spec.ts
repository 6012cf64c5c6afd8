import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  agentsNeeded,
  erlangB,
  erlangC,
  meanPatience,
  serviceOf,
  type Load,
} from './erlang.domain.js';

/** 250 calls in half an hour of 210 seconds each. */
const CLEVELAND: Load = { callsPerHour: 500, handleSeconds: 210 };
/** 48 calls a minute of one minute each, and callers who wait two minutes. */
const GARNETT: Load = { callsPerHour: 2880, handleSeconds: 60 };

describe('Erlang C', () => {
  // Cleveland, "Call Center Management on Fast Forward", the table of trade-offs: agents, service
  // level in 20 seconds, average speed of answer.
  it.each([
    [30, 0.24, 208.7],
    [31, 0.45, 74.7],
    [32, 0.61, 37.6],
    [33, 0.73, 21.3],
    [34, 0.82, 12.7],
    [35, 0.88, 7.8],
    [36, 0.92, 4.9],
  ])('gives what the table says of %i agents', (agents, serviceLevel, waitSeconds) => {
    const service = serviceOf(agents, CLEVELAND, 20, 'endless');
    expect(service.serviceLevel).toBeCloseTo(serviceLevel, 2);
    expect(service.waitSeconds).toBeCloseTo(waitSeconds, 0);
  });

  it('finds the fewest agents of the same table', () => {
    const goal = { serviceLevel: 0.8, targetSeconds: 20 };
    expect(agentsNeeded(CLEVELAND, goal, 'endless')).toBe(34);
  });

  it('agrees with one agent, worked out by hand', () => {
    // M/M/1 with load 0.5: half the callers wait; B = 0.5 ÷ 1.5.
    expect(erlangC(1, 0.5)).toBeCloseTo(0.5, 12);
    expect(erlangB(1, 0.5)).toBeCloseTo(1 / 3, 12);
  });

  it('has a line without end where there are not enough agents', () => {
    expect(serviceOf(29, CLEVELAND, 20, 'endless')).toMatchObject({
      serviceLevel: 0,
      waitSeconds: null,
    });
  });
});

describe('Erlang A', () => {
  // Garnett, Mandelbaum and Reiman (2002), table 1: 50 agents lose 3.1 % and let callers wait 3.7
  // seconds; by Erlang C it would be 20.8 seconds.
  it('gives what its authors show', () => {
    const service = serviceOf(50, GARNETT, 20, { meanSeconds: 120 });
    expect(service.abandonRate).toBeCloseTo(0.031, 3);
    expect(service.waitSeconds).toBeCloseTo(3.7, 1);
    expect(service.occupancy).toBeCloseTo(0.93, 2);
    expect(serviceOf(50, GARNETT, 20, 'endless').waitSeconds).toBeCloseTo(20.8, 1);
  });

  it('agrees with one agent whose callers are as patient as a call is long, by hand', () => {
    // With θ = μ the number in the system is Poisson with mean λ÷μ = 1: served = (1 − e⁻¹) ÷ 1.
    const load = { callsPerHour: 60, handleSeconds: 60 };
    const { abandonRate } = serviceOf(1, load, 20, { meanSeconds: 60 });
    expect(abandonRate).toBeCloseTo(Math.exp(-1), 6);
  });

  it('comes to Erlang C as patience grows', () => {
    const patient = serviceOf(34, CLEVELAND, 20, { meanSeconds: 1e7 });
    const endless = serviceOf(34, CLEVELAND, 20, 'endless');
    expect(patient.serviceLevel).toBeCloseTo(endless.serviceLevel, 3);
    expect(patient.waitSeconds).toBeCloseTo(endless.waitSeconds ?? 0, 1);
  });

  it('serves better with each further agent, and never out of range', () => {
    const loads = fc.record({
      callsPerHour: fc.double({ min: 0.1, max: 3000, noNaN: true }),
      handleSeconds: fc.double({ min: 5, max: 1200, noNaN: true }),
    });
    const seconds = fc.double({ min: 1, max: 600, noNaN: true });
    fc.assert(
      fc.property(loads, seconds, seconds, fc.integer({ min: 1, max: 300 }), (load, t, p, n) => {
        const patience = { meanSeconds: p };
        const few = serviceOf(n, load, t, patience);
        const more = serviceOf(n + 1, load, t, patience);
        for (const one of [few, more]) {
          for (const share of [one.serviceLevel, one.abandonRate, one.occupancy]) {
            expect(share).toBeGreaterThanOrEqual(0);
            expect(share).toBeLessThanOrEqual(1 + 1e-6);
          }
        }
        expect(more.serviceLevel).toBeGreaterThanOrEqual(few.serviceLevel - 1e-4);
        expect(more.abandonRate).toBeLessThanOrEqual(few.abandonRate + 1e-4);
      }),
      { numRuns: 60 },
    );
  });

  it('needs no more agents than Erlang C does', () => {
    const goal = { serviceLevel: 0.8, targetSeconds: 20 };
    for (const callsPerHour of [0, 1, 10, 100, 1000]) {
      const load = { callsPerHour, handleSeconds: 240 };
      const needed = agentsNeeded(load, goal, { meanSeconds: 90 });
      expect(needed).not.toBeNull();
      expect(needed).toBeLessThanOrEqual(agentsNeeded(load, goal, 'endless') ?? 0);
    }
  });
});

describe('patience', () => {
  it('is what all waited, shared by those who gave up', () => {
    expect(meanPatience(900, 10)).toBe(90);
    expect(meanPatience(900, 0)).toBeNull();
  });
});
