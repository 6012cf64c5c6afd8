import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareDiscovery } from './absences.js';
import { playDays, plansOf } from './days.js';
import { EventQueue } from './event-queue.js';
import { checkExpectedWaits } from './waits.js';

const DAY = 'dev/bank/anonymous-bank-1999-02-01.csv';

describe('a simulated day', () => {
  it('serves about what the bank served, and is the same each time', () => {
    const [first, second] = [playDays(plansOf(DAY, 1)), playDays(plansOf(DAY, 1))];
    expect(second.fingerprint).toBe(first.fingerprint);
    const [day] = first.days;
    expect(day?.calls).toBe(1551);
    expect(day?.served).toBeGreaterThan(0.95 * (day?.bankServed ?? 0));
  });

  it('tells waits that hold on the days after those that they were learnt from', () => {
    // The repository has one day: its callers stand for both weeks here.
    const plans = plansOf(DAY, 1);
    const check = checkExpectedWaits([...plans, ...plans]);
    expect(check.promises).toBeGreaterThan(200);
    expect(check.coverageOfP90).toBeGreaterThan(0.85);
    expect(check.coverageOfP90).toBeLessThan(0.95);
  });
});

describe('a floor of agents who are not always there', () => {
  it('is routed better by readiness than by status alone', () => {
    const { byReadiness, ...change } = compareDiscovery(1);
    expect(change.falseAvailable).toBeLessThan(-0.8);
    expect(change.connectedAtFirstOffer).toBeGreaterThan(0.3);
    expect(change.missedForAbsent).toBeLessThan(-0.5);
    expect(byReadiness.availabilityRight).toBeGreaterThan(0.95);
  }, 60_000);
});

it('what is due first happens first, and what is due at once in its order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (times) => {
      const queue = new EventQueue<number>();
      times.forEach((at, place) => queue.add(at, place));
      const seen: number[] = [];
      for (let next = queue.next(); next; next = queue.next()) seen.push(next.what);
      const sorted = times.map((at, place) => ({ at, place }));
      sorted.sort((a, b) => a.at - b.at || a.place - b.place);
      expect(seen).toEqual(sorted.map(({ place }) => place));
    }),
  );
});
