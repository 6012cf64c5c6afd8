import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { CHOICES } from './presence.schema.js';
import {
  CHECKS,
  onlineStatusOf,
  readinessOf,
  staleAfterMs,
  type ReadinessFacts,
  type ReadinessRules,
} from './readiness.domain.js';

const NOW = 1_000_000_000;
const rules: ReadinessRules = {
  heartbeatMs: 30_000,
  staleMs: 90_000,
  checksHeartbeat: true,
  checksDevice: true,
};
const ready: ReadinessFacts = {
  isActive: true,
  chosen: 'online',
  lastHeartbeatMs: NOW,
  deviceConnected: true,
  isReachable: true,
  activeCalls: 0,
  maxConcurrentCalls: 1,
  wrapUpUntilMs: null,
  missedInRow: 0,
};

const anyFacts: fc.Arbitrary<ReadinessFacts> = fc.record({
  isActive: fc.boolean(),
  chosen: fc.constantFrom(...CHOICES),
  lastHeartbeatMs: fc.option(fc.integer({ min: NOW - 200_000, max: NOW })),
  deviceConnected: fc.boolean(),
  isReachable: fc.boolean(),
  activeCalls: fc.integer({ min: 0, max: 12 }),
  maxConcurrentCalls: fc.integer({ min: 0, max: 10 }),
  wrapUpUntilMs: fc.option(fc.integer({ min: NOW - 60_000, max: NOW + 60_000 })),
  missedInRow: fc.integer({ min: 0, max: 4 }),
});
const anyRules: fc.Arbitrary<ReadinessRules> = fc.record({
  heartbeatMs: fc.constant(30_000),
  staleMs: fc.constant(90_000),
  checksHeartbeat: fc.boolean(),
  checksDevice: fc.boolean(),
});

const readiness = (change: Partial<ReadinessFacts>, changedRules: Partial<ReadinessRules> = {}) =>
  readinessOf({ ...ready, ...change }, { ...rules, ...changedRules }, NOW);

describe('readiness', () => {
  it('gives a free agent that is there all of its 100 points', () => {
    expect(readiness({})).toEqual({
      score: 100,
      isReady: true,
      failed: null,
      checks: { status: 20, heartbeat: 20, device: 20, capacity: 20, offers: 20 },
    });
  });

  it.each([
    ['an inactive agent', { isActive: false }, 'status'],
    ['one that is away', { chosen: 'away' }, 'status'],
    ['one that never sent a heartbeat', { lastHeartbeatMs: null }, 'heartbeat'],
    ['one whose heartbeat is three intervals old', { lastHeartbeatMs: NOW - 90_000 }, 'heartbeat'],
    ['one without a connected device', { deviceConnected: false }, 'device'],
    ['one without a number', { isReachable: false }, 'device'],
    ['one at capacity', { activeCalls: 1 }, 'capacity'],
    ['one in wrap-up', { wrapUpUntilMs: NOW + 1 }, 'capacity'],
    ['one that missed two offers in a row', { missedInRow: 2 }, 'offers'],
  ] as const)('is refused to %s', (_title, change, failed) => {
    expect(readiness(change)).toMatchObject({ isReady: false, failed, checks: { [failed]: 0 } });
  });

  it.each([
    [0, 20],
    [30_000, 20],
    [60_000, 10],
    [75_000, 5],
    [90_000, 0],
    [500_000, 0],
  ])('counts a heartbeat of %i ms ago as %d', (age, points) => {
    expect(readiness({ lastHeartbeatMs: NOW - age }).checks.heartbeat).toBe(points);
  });

  it('counts the free part of the capacity, and half of the offers after one that was missed', () => {
    const { checks, isReady } = readiness({
      activeCalls: 3,
      maxConcurrentCalls: 10,
      missedInRow: 1,
    });
    expect(checks).toMatchObject({ capacity: 14, offers: 10 });
    expect(isReady).toBe(true);
  });

  it('never goes below zero, for more misses or calls than there may be', () => {
    expect(readiness({ missedInRow: 5 }).checks.offers).toBe(0);
    expect(readiness({ activeCalls: 5, maxConcurrentCalls: 2 }).checks.capacity).toBe(0);
    expect(readiness({ maxConcurrentCalls: 0 }).checks.capacity).toBe(0);
    expect(readiness({ maxConcurrentCalls: -1 }).checks.capacity).toBe(0);
    expect(readiness({ wrapUpUntilMs: NOW }).checks.capacity).toBe(20);
  });

  it('is ready from 60 points on', () => {
    const few = { lastHeartbeatMs: NOW - 89_990, missedInRow: 1, maxConcurrentCalls: 100 };
    expect(readiness({ ...few, activeCalls: 0 })).toMatchObject({ isReady: true, failed: null });
    const fewer = readiness({ ...few, activeCalls: 99 });
    expect([fewer.score < 60, fewer.isReady, fewer.failed]).toEqual([true, false, null]);
  });

  it('counts checks that are switched off in full', () => {
    const off = { checksHeartbeat: false, checksDevice: false };
    expect(readiness({ lastHeartbeatMs: null, deviceConnected: false }, off).score).toBe(100);
  });

  it('is the sum of five checks of 0 to 20, and ready only without a zero and from 60 on', () => {
    fc.assert(
      fc.property(anyFacts, anyRules, (facts, someRules) => {
        const { score, checks, isReady, failed } = readinessOf(facts, someRules, NOW);
        const values = CHECKS.map((check) => checks[check]);
        expect(score).toBeCloseTo(values.reduce((sum, value) => sum + value, 0));
        expect(values.every((value) => value >= 0 && value <= 20)).toBe(true);
        expect(isReady).toBe(score >= 60 && !values.includes(0));
        expect(failed).toBe(CHECKS.find((check) => checks[check] === 0) ?? null);
      }),
    );
  });

  it('never grows while no heartbeat comes', () => {
    fc.assert(
      fc.property(anyFacts, fc.integer({ min: 0, max: 100_000 }), (given, later) => {
        const facts = { ...given, wrapUpUntilMs: null };
        expect(readinessOf(facts, rules, NOW + later).score).toBeLessThanOrEqual(
          readinessOf(facts, rules, NOW).score,
        );
      }),
    );
  });
});

describe('online status', () => {
  it.each([
    ['online', {}],
    ['busy', { activeCalls: 1 }],
    ['busy', { wrapUpUntilMs: NOW + 1 }],
    ['online', { wrapUpUntilMs: NOW }],
    ['online', { activeCalls: 1, maxConcurrentCalls: 2 }],
    ['away', { chosen: 'away', activeCalls: 1 }],
    ['busy', { chosen: 'busy' }],
    ['offline', { chosen: 'offline' }],
    ['offline', { lastHeartbeatMs: NOW - 90_000 }],
    ['offline', { lastHeartbeatMs: null, chosen: 'away' }],
    ['offline', { isActive: false }],
    ['online', { deviceConnected: false, isReachable: false }],
  ] as const)('is %s for %j', (status, change) => {
    expect(onlineStatusOf({ ...ready, ...change }, rules, NOW)).toBe(status);
  });

  it('does not ask for heartbeats where they are switched off', () => {
    const facts = { ...ready, lastHeartbeatMs: null };
    expect(onlineStatusOf(facts, { ...rules, checksHeartbeat: false }, NOW)).toBe('online');
  });

  it('is online for every agent that is ready', () => {
    fc.assert(
      fc.property(anyFacts, anyRules, (facts, someRules) => {
        const { isReady } = readinessOf(facts, someRules, NOW);
        expect(!isReady || onlineStatusOf(facts, someRules, NOW) === 'online').toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('staleness', () => {
  it('is three intervals', () => {
    expect(staleAfterMs(30, 1)).toBe(90_000);
    expect(staleAfterMs(30, 10)).toBe(90_000);
  });

  it('is never less than two seconds of the wall', () => {
    expect(staleAfterMs(30, 100)).toBe(200_000);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3600 }),
        fc.double({ min: 0.1, max: 10_000, noNaN: true }),
        (seconds, speed) => {
          const stale = staleAfterMs(seconds, speed);
          expect(stale / speed).toBeGreaterThanOrEqual(2000 - 1e-6);
          expect(stale).toBeGreaterThanOrEqual(3000 * seconds);
        },
      ),
    );
  });
});
