import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { estimatePatience, type ObservedWait } from './patience.js';

const abandoned = (waitSeconds: number): ObservedWait => ({ waitSeconds, abandoned: true });
const served = (waitSeconds: number): ObservedWait => ({ waitSeconds, abandoned: false });

const waits = fc.array(fc.record({ waitSeconds: fc.nat({ max: 600 }), abandoned: fc.boolean() }), {
  minLength: 1,
  maxLength: 60,
});
const seconds = fc.double({ min: 0, max: 2000, noNaN: true });
const uniform = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('patience by hand', () => {
  // Waits 10, 20+, 20, 30+, 40, 50+ (+: served), so 6, 5, 3, 2 wait at the events 10, 20, 40:
  // S(10) = 5/6; S(20) = 5/6 · 4/5 = 2/3 (the served 20 still counts); S(40) = 2/3 · 1/2 = 1/3.
  // Hazard 3 / (10 + 20 + 20 + 30 + 40 + 50) = 3/170.
  const curve = estimatePatience([
    served(30),
    abandoned(10),
    served(20),
    abandoned(20),
    abandoned(40),
    served(50),
  ]);

  it.each([
    [0, 1],
    [9.9, 1],
    [10, 5 / 6],
    [20, 2 / 3],
    [39, 2 / 3],
    [40, 1 / 3],
    [50, Math.exp(-30 / 170) / 3],
  ])('has the share with more than %d s', (t, share) => {
    expect(curve.survival(t)).toBeCloseTo(share, 12);
  });

  it('draws the steps with their weights', () => {
    // Beyond 15: S(15) = 5/6, so 20 has weight 1/5, 40 has 2/5, and 2/5 lie in the tail.
    expect([0, 0.19, 0.21, 0.59].map((u) => curve.drawBeyond(15, u))).toEqual([20, 20, 40, 40]);
    // u = 0.8: half of the tail's 2/5 is left: 40 + ln 2 · 170/3.
    expect(curve.drawBeyond(15, 0.8)).toBeCloseTo(40 + (Math.LN2 * 170) / 3, 9);
    // Beyond the last step the tail has no memory.
    expect(curve.drawBeyond(100, 0.5)).toBeCloseTo(100 + (Math.LN2 * 170) / 3, 9);
  });

  it('goes on with the hazard beyond a curve that reaches 0', () => {
    const toZero = estimatePatience([abandoned(10), abandoned(30)]);
    expect(toZero.survival(30)).toBe(0);
    expect(toZero.drawBeyond(10, 0.99)).toBe(30);
    expect(toZero.drawBeyond(30, 0.5)).toBeCloseTo(30 + Math.LN2 * 20, 9);
  });

  it('knows no end of patience when nobody abandoned', () => {
    const endless = estimatePatience([served(5)]);
    expect(endless.survival(1e6)).toBe(1);
    expect(endless.drawBeyond(5, 0.5)).toBe(Infinity);
    expect(estimatePatience([]).drawBeyond(0, 0.5)).toBe(Infinity);
  });
});

describe('patience of any sample', () => {
  it('has a survival that starts at 1 at most and never rises', () => {
    fc.assert(
      fc.property(waits, seconds, seconds, (sample, a, b) => {
        const { survival } = estimatePatience(sample);
        const [early, late] = [survival(Math.min(a, b)), survival(Math.max(a, b))];
        expect(early).toBeLessThanOrEqual(1);
        expect(late).toBeLessThanOrEqual(early);
        expect(late).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('is the plain share of longer waits when all abandoned', () => {
    fc.assert(
      fc.property(waits, fc.nat({ max: 600 }), (sample, t) => {
        const all = sample.map((wait) => ({ ...wait, abandoned: true }));
        const longer = all.filter((wait) => wait.waitSeconds > t).length;
        expect(estimatePatience(all).survival(t)).toBeCloseTo(longer / all.length, 9);
      }),
    );
  });

  it('draws beyond the wait, and later for a greater u', () => {
    fc.assert(
      fc.property(waits, seconds, uniform, uniform, (sample, waited, u, v) => {
        const { drawBeyond } = estimatePatience(sample);
        const early = drawBeyond(waited, Math.min(u, v));
        expect(early).toBeGreaterThan(waited);
        expect(drawBeyond(waited, Math.max(u, v))).toBeGreaterThanOrEqual(early);
      }),
    );
  });

  it('draws with the probabilities of the curve', () => {
    const draws = 2000;
    fc.assert(
      fc.property(waits, fc.nat({ max: 300 }), fc.nat({ max: 600 }), (sample, waited, more) => {
        const { survival, drawBeyond } = estimatePatience(sample);
        fc.pre(survival(waited) > 0);
        const t = waited + more;
        let beyond = 0;
        for (let i = 0; i < draws; i++) {
          if (drawBeyond(waited, (i + 0.5) / draws) > t) beyond++;
        }
        expect(Math.abs(beyond / draws - survival(t) / survival(waited))).toBeLessThan(1 / draws);
      }),
    );
  });
});
