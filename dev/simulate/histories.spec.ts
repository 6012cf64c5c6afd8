import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Faults } from './floor.js';
import { History, NODES, type Happening } from './histories.js';

const node = fc.integer({ min: 0, max: NODES - 1 });
const any = fc.nat(30);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('arrive' as const),
      node,
      priority: fc.constantFrom(0, 5, 5, 10),
      sector: any,
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('commit' as const), which: any }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      node,
      call: any,
      result: fc.constantFrom(null, null, 'no_answer', 'busy', 'failed', 'completed'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('match' as const), node }) },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('begin_match' as const), node, call: any }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('hear' as const), node, most: fc.nat(6) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('hang_up' as const), node, call: any }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('decide' as const),
      node,
      call: any,
      decision: fc.constantFrom('accepted' as const, 'rejected' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('pick_up' as const), node, call: any, offer: any }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('rules' as const),
      change: fc.constantFrom(
        { ageingSeconds: 1 },
        { ageingSeconds: 600 },
        { offerSeconds: 5 },
        { wrapUpSeconds: 0 },
        { weights: { successRate: 0, priority: 0, load: 100, handleTime: 0, capability: 0 } },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('give_back' as const), call: any }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const), which: any }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('beat' as const),
      agent: any,
      isConnected: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('choose' as const),
      agent: any,
      isOnline: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('capacity' as const),
      agent: any,
      calls: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      seconds: fc.constantFrom(1, 20, 35, 100),
    }),
  },
);
const histories = fc.array(happening, { minLength: 10, maxLength: 120 });

/** How many of these random histories break a promise; the same ones each time. */
function brokenIn(count: number, faults: Faults): string[] {
  return fc
    .sample(histories, { numRuns: count, seed: 20261121 })
    .flatMap((history) => new History(faults).play(history).drain().broken);
}

describe('any history of a floor', () => {
  it('keeps capacity, one live offer a call and places in line, frees every agent, and ends every call', () => {
    fc.assert(
      fc.property(histories, (history) => {
        expect(new History().play(history).drain().broken).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  }, 120_000);

  it('gives a call to two agents when the version that was read is not looked at again', () => {
    const broken = brokenIn(500, { dropsVersionCheck: true });
    expect(broken.some((what) => /two agents|lost it|not its call/.test(what))).toBe(true);
  });

  it('is over its capacity when a place is taken without a condition', () => {
    const broken = brokenIn(500, { reservesBlindly: true });
    expect(broken.some((what) => what.includes('over its capacity'))).toBe(true);
  });

  it('loses callers when they leave the line before their agent is reserved', () => {
    const broken = brokenIn(500, { popsBeforeWrite: true });
    expect(broken.some((what) => what.includes('lost its place'))).toBe(true);
    expect(broken.some((what) => what.includes('never ends'))).toBe(true);
  });

  it('takes callers their places when who comes back into the line comes to its end', () => {
    const broken = brokenIn(500, { entersAtTheEnd: true });
    expect(broken.some((what) => what.includes('has another place'))).toBe(true);
  });

  it('lets callers wait for agents who are free when nobody brings them together', () => {
    const broken = brokenIn(100, { neverMatches: true });
    expect(broken.some((what) => what.includes('although somebody is ready'))).toBe(true);
  });

  it('has agents who are stuck when a missed offer gives no place back', () => {
    const broken = brokenIn(500, { keepsMissedPlaces: true });
    expect(broken.some((what) => what.includes('is stuck'))).toBe(true);
  });
});
