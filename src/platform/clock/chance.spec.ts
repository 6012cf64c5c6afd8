import { describe, expect, it } from '@jest/globals';
import { Clock } from '../../common/clock.js';
import { TimeOrderedIds } from './chance.js';

class HandClock extends Clock {
  readonly speed = 1;
  constructor(public ms: number) {
    super();
  }
  now(): number {
    return this.ms;
  }
  monotonicMs(): number {
    return this.ms;
  }
}

const NOON = Date.UTC(2026, 0, 15, 12);
const HOUR_MS = 3_600_000;

describe('ids', () => {
  it('of one process sort in the order in which they were made', () => {
    const clock = new HandClock(NOON);
    const ids = new TimeOrderedIds(clock);
    const made = Array.from({ length: 10_000 }, (_, place) => {
      // Time goes on now and then, and is held or goes back by a little.
      if (place % 500 === 0) clock.ms += place % 1000 === 0 ? 3 : -2;
      return ids.next();
    });
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });

  it('do not stay ahead of those of others when the clock was put right', () => {
    const clock = new HandClock(NOON + HOUR_MS);
    const wrong = new TimeOrderedIds(clock);
    wrong.next();
    clock.ms = NOON;
    const before = wrong.next();
    clock.ms += 1;
    const after = new TimeOrderedIds(clock).next();
    expect(before < after).toBe(true);
  });
});
