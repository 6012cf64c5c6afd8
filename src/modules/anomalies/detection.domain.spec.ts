import { describe, expect, it } from '@jest/globals';
import {
  expectedOf,
  isSame,
  levelShiftOf,
  spikesOf,
  usualOf,
  type Hour,
} from './detection.domain.js';

const HOUR = 3_600_000;
const START = Date.parse('2026-01-05T00:00:00Z');
const RATE = 0.001;

function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
function poisson(mean: number, next: () => number): number {
  let calls = 0;
  for (let gap = -Math.log(1 - next()); gap < mean; gap -= Math.log(1 - next())) calls += 1;
  return calls;
}

interface Floor {
  readonly offered?: number;
  readonly abandonRate?: number;
  readonly handleSeconds?: number;
}

/** An hour of a floor where all is by chance: 80 calls, 6 % abandoned, handled in 200 seconds. */
function hour(place: number, next: () => number, floor: Floor = {}): Hour {
  const { offered: mean = 80, abandonRate = 0.06, handleSeconds = 200 } = floor;
  const offered = poisson(mean, next);
  const abandoned = Array.from({ length: offered }, next).filter((x) => x < abandonRate).length;
  const answered = offered - abandoned;
  const handled = Array.from({ length: answered }, () => -handleSeconds * Math.log(1 - next()));
  return {
    start: new Date(START + place * HOUR),
    day: new Date(START + place * HOUR).toISOString().slice(0, 10),
    hourOfDay: place % 24,
    offered,
    answered,
    abandoned,
    handledSeconds: handled.reduce((sum, one) => sum + one, 0),
  };
}

const CALLS = { calls: 80, uncertainty: 0 };

describe('spikes', () => {
  const next = chance(1);
  const usual = usualOf(Array.from({ length: 28 * 24 }, (_, place) => hour(place, next)));

  it('are raised no oftener than set where all is as expected', () => {
    const hours = 4000;
    const alarms = { volume: 0, abandonRate: 0, handleSeconds: 0 };
    for (let place = 0; place < hours; place += 1) {
      for (const { metric } of spikesOf(hour(place, next), CALLS, usual, 0.01)) alarms[metric] += 1;
    }
    const most = 0.01 + 3 * Math.sqrt(0.01 / hours);
    expect(alarms.volume / hours).toBeLessThan(most);
    expect(alarms.abandonRate / hours).toBeLessThan(most);
    // Handle times are far from normal, their means are nearly.
    expect(alarms.handleSeconds / hours).toBeLessThan(1.5 * most);
  });

  it.each([
    ['volume', { offered: 160 }, 'above'],
    ['volume', { offered: 25 }, 'below'],
    ['abandonRate', { abandonRate: 0.3 }, 'above'],
    ['handleSeconds', { handleSeconds: 360 }, 'above'],
  ] as const)('of %s are found: %j', (metric, floor, direction) => {
    const hours = 200;
    let found = 0;
    for (let place = 0; place < hours; place += 1) {
      const findings = spikesOf(hour(place, next, floor), CALLS, usual, RATE);
      if (findings.some((one) => one.metric === metric && one.direction === direction)) found += 1;
    }
    expect(found / hours).toBeGreaterThanOrEqual(0.95);
  });

  it('are not looked for where nothing is known', () => {
    const quiet = { ...hour(0, next), offered: 0, answered: 0, abandoned: 0, handledSeconds: 0 };
    expect(spikesOf(quiet, null, usualOf([]), RATE)).toEqual([]);
  });
});

describe('level shifts', () => {
  const since = new Date(START);
  const until = new Date(START + 72 * HOUR);
  const days = (factor: number, next: () => number) =>
    Array.from({ length: 3 }, () => ({
      actual: poisson(900 * factor, next),
      expected: { calls: 900, uncertainty: 0.05 },
    }));

  it('are found when three days together are off', () => {
    const next = chance(2);
    let found = 0;
    for (let trial = 0; trial < 200; trial += 1) {
      if (levelShiftOf(days(1.25, next), since, until, RATE)?.direction === 'above') found += 1;
    }
    expect(found / 200).toBeGreaterThanOrEqual(0.95);
  });

  it('are not found where days are as expected, or nothing is', () => {
    const next = chance(3);
    for (let trial = 0; trial < 200; trial += 1) {
      expect(levelShiftOf(days(1, next), since, until, RATE)).toBeNull();
    }
    expect(levelShiftOf([], since, until, RATE)).toBeNull();
  });
});

describe('an expectation', () => {
  it('is as unsure as its band says, beyond chance', () => {
    // Variance 100 + (0.1·100)² = 200: the 80 % band reaches 1.2816·√200 above.
    const { calls, uncertainty } = expectedOf(100, 100 + 1.281552 * Math.sqrt(200));
    expect(calls).toBe(100);
    expect(uncertainty).toBeCloseTo(0.1, 9);
    expect(expectedOf(100, 101).uncertainty).toBe(0);
    expect(expectedOf(0, 1)).toEqual({ calls: 0, uncertainty: 0 });
  });
});

describe('something found', () => {
  const found = {
    metric: 'volume',
    kind: 'spike',
    direction: 'above',
    p: 0,
    actual: 9,
    expected: 1,
    since: new Date(START),
    until: new Date(START + HOUR),
  } as const;

  it('is the same while it goes on, and another after a pause or the other way', () => {
    const later = (hours: number) => ({
      ...found,
      since: new Date(START + hours * HOUR),
      until: new Date(START + (hours + 1) * HOUR),
    });
    expect(isSame(found, found)).toBe(true);
    expect(isSame(found, later(1))).toBe(true);
    expect(isSame(found, later(2))).toBe(true);
    expect(isSame(found, later(3))).toBe(false);
    expect(isSame(found, { ...found, direction: 'below' })).toBe(false);
    expect(isSame(found, { ...found, metric: 'abandonRate' })).toBe(false);
  });
});
