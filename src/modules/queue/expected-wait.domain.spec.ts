import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  expectWait,
  FEWEST_WAITS,
  learnWaits,
  simpleGuess,
  waitError,
  type HeldWait,
} from './expected-wait.domain.js';

const held = (waitSeconds: number, position = 1): HeldWait => ({
  position,
  agents: 10,
  handleSeconds: 200,
  waitSeconds,
});

describe('the expected wait', () => {
  it('is the simple guess where waits turned out so', () => {
    const model = learnWaits(
      Array.from({ length: 50 }, () => held(20)),
      200,
    );
    expect(expectWait(model, { position: 1, agents: 10 })).toEqual({
      p50Seconds: 20,
      p90Seconds: 20,
    });
    expect(expectWait(model, { position: 3, agents: 10 })?.p50Seconds).toBe(60);
    expect(expectWait(model, { position: 3, agents: 20 })?.p50Seconds).toBe(30);
  });

  it('follows how waits spread', () => {
    const model = learnWaits(
      Array.from({ length: 100 }, (_, place) => held(place + 1)),
      200,
    );
    expect(expectWait(model, { position: 1, agents: 10 })).toEqual({
      p50Seconds: 50,
      p90Seconds: 90,
    });
  });

  it('is silent while too little was measured', () => {
    const few = Array.from({ length: FEWEST_WAITS - 1 }, () => held(20));
    expect(expectWait(learnWaits(few, 200), { position: 1, agents: 10 })).toBeNull();
  });

  it('grows with the place in line within a class, and P90 is never below P50', () => {
    const waits = fc.array(
      fc.record({
        position: fc.integer({ min: 1, max: 30 }),
        agents: fc.integer({ min: 0, max: 50 }),
        handleSeconds: fc.integer({ min: 0, max: 900 }),
        waitSeconds: fc.integer({ min: 0, max: 3600 }),
      }),
      { minLength: FEWEST_WAITS, maxLength: 200 },
    );
    fc.assert(
      fc.property(waits, fc.integer({ min: 9, max: 50 }), (list, position) => {
        const model = learnWaits(list, 180);
        const near = expectWait(model, { position, agents: 5 });
        const far = expectWait(model, { position: position + 1, agents: 5 });
        expect(near?.p90Seconds).toBeGreaterThanOrEqual(near?.p50Seconds ?? 0);
        expect(far?.p50Seconds).toBeGreaterThanOrEqual(near?.p50Seconds ?? 0);
      }),
    );
  });

  it('is a guess also with nobody at work', () => {
    expect(simpleGuess({ position: 2, agents: 0, handleSeconds: 60 })).toBe(120);
  });

  it('says how good it was', () => {
    const kept = [10, 20, 30, 200].map((waitSeconds) => ({
      waitSeconds,
      p50Seconds: 20,
      p90Seconds: 60,
    }));
    expect(waitError(kept)).toEqual({ promises: 4, coverageOfP90: 0.75, meanErrorSeconds: 50 });
    expect(waitError([])).toMatchObject({ coverageOfP90: null });
  });
});
