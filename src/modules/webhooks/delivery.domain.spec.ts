import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { DAY, HOUR, SECOND } from '../../common/time.js';
import { afterAttempt, fits, nextStart, RETRY_FOR_MS, startable } from './delivery.domain.js';
import type { Attempt } from './webhooks.types.js';

const START = Date.UTC(2026, 0, 15);
const at = (ms: number): Date => new Date(START + ms);
const attempt = (ms: number, error: string | null = 'answered 500'): Attempt => ({
  at: at(ms),
  status: error === null ? 200 : 500,
  latencyMs: 1,
  error,
});
const fresh = { failures: 0, attempts: [], giveUpAt: at(RETRY_FOR_MS) };

describe('patterns of events', () => {
  it.each([
    ['call.ended', ['*'], true],
    ['call.ended', ['call.*'], true],
    ['call.ended', ['call.ended'], true],
    ['call.ended', ['agent.*', 'call.queued'], false],
    ['caller.ended', ['call.*'], false],
    ['call.ended', [], false],
  ])('%s fits %j: %s', (type, patterns, isFit) => expect(fits(type, patterns)).toBe(isFit));
});

describe('what an attempt makes of a delivery', () => {
  it('is done when it was taken', () => {
    expect(afterAttempt(fresh, attempt(0, null), 0.5)).toEqual({
      state: 'delivered',
      failures: 0,
      attempts: [attempt(0, null)],
      nextAttemptAt: null,
      deliveredAt: at(0),
      parkedAt: null,
    });
  });

  it('is another one after 5 s, 15 s, 45 s … 6 h', () => {
    const pauses = [0, 1, 2, 3, 7, 8, 20].map((failures) => {
      const { nextAttemptAt } = afterAttempt({ ...fresh, failures }, attempt(0), 0.5);
      return (nextAttemptAt!.getTime() - START) / SECOND;
    });
    expect(pauses).toEqual([5, 15, 45, 135, 10_935, 21_600, 21_600]);
  });

  it('is the end when the receiver is gone', () => {
    expect(afterAttempt(fresh, attempt(0), 0.5, true)).toMatchObject({
      state: 'parked',
      nextAttemptAt: null,
      parkedAt: at(0),
    });
  });

  it('is parked after three days of failures, with the last attempt at their end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 60, maxLength: 60 }),
        (chances) => {
          let now = 0;
          let delivery: Parameters<typeof afterAttempt>[0] = fresh;
          let pauseBefore = 0;
          for (const [index, chance] of chances.entries()) {
            const outcome = afterAttempt(delivery, attempt(now), chance);
            expect(outcome.failures).toBe(index + 1);
            expect(outcome.attempts.length).toBeLessThanOrEqual(30);
            if (outcome.state === 'parked') {
              expect(now).toBe(3 * DAY);
              expect(index).toBeGreaterThan(15);
              return;
            }
            const next = outcome.nextAttemptAt!.getTime() - START;
            expect(next).toBeGreaterThan(now);
            expect(next).toBeLessThanOrEqual(3 * DAY);
            expect(next - now).toBeLessThanOrEqual(6 * HOUR * 1.2);
            // Each pause is longer than the last, but for the spread, the longest and the end.
            if (next < 3 * DAY && pauseBefore < 3 * HOUR) {
              expect(next - now).toBeGreaterThan(pauseBefore);
            }
            pauseBefore = next - now;
            now = next;
            delivery = { ...delivery, ...outcome };
          }
          throw new Error('it was never parked');
        },
      ),
    );
  });
});

describe('what may be sent now', () => {
  const waiting = fc.record({
    lane: fc.constantFrom('a', 'b', 'c', 'd'),
    nextAttemptAt: fc.integer({ min: -5, max: 5 }).map(at),
  });

  it('is the first of each free lane, if it is due, oldest first', () => {
    fc.assert(
      fc.property(
        fc.array(waiting, { maxLength: 20 }),
        fc.subarray(['a', 'b', 'c', 'd']),
        fc.nat(5),
        (open, busyLanes, places) => {
          const busy = new Set(busyLanes);
          const sent = startable(open, busy, at(0), places);
          expect(sent.length).toBeLessThanOrEqual(places);
          expect(new Set(sent.map(({ lane }) => lane)).size).toBe(sent.length);
          for (const one of sent) {
            expect(busy.has(one.lane)).toBe(false);
            expect(one.nextAttemptAt.getTime()).toBeLessThanOrEqual(START);
            expect(open.find(({ lane }) => lane === one.lane)).toBe(one);
          }
          const places2 = open.map((one) => open.indexOf(one));
          const order = sent.map((one) => open.indexOf(one));
          expect(order).toEqual(places2.filter((place) => order.includes(place)));
          // Whoever could go and did not had no place.
          if (sent.length < places) {
            for (const lane of ['a', 'b', 'c', 'd'].filter((name) => !busy.has(name))) {
              const first = open.find((one) => one.lane === lane);
              const isDue = first !== undefined && first.nextAttemptAt <= at(0);
              expect(sent.includes(first!)).toBe(isDue);
            }
          }
        },
      ),
    );
  });

  it('comes at the time of the first that is first in its lane', () => {
    const open = [
      { lane: 'a', nextAttemptAt: at(9) },
      { lane: 'a', nextAttemptAt: at(1) },
      { lane: 'b', nextAttemptAt: at(5) },
    ];
    expect(nextStart(open, new Set())).toEqual(at(5));
    expect(nextStart(open, new Set(['b']))).toEqual(at(9));
    expect(nextStart([], new Set())).toBeNull();
  });
});
