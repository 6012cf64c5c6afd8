import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RequestTurns, type Turn } from './request-turns.js';

describe('RequestTurns', () => {
  it('lets so many work at once, and the next in order of their coming', () => {
    const turns = new RequestTurns(2);
    const begun: string[] = [];
    const [a, b] = ['a', 'b', 'c', 'd'].map((name) => turns.take(() => begun.push(name)));
    expect(begun).toEqual(['a', 'b']);
    turns.release(b as Turn);
    turns.release(b as Turn);
    expect(begun).toEqual(['a', 'b', 'c']);
    turns.release(a as Turn);
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
  });

  it('passes over who has gone while waiting', () => {
    const turns = new RequestTurns(1);
    const begun: string[] = [];
    const [a, b] = ['a', 'b', 'c'].map((name) => turns.take(() => begun.push(name)));
    turns.release(b as Turn);
    turns.release(a as Turn);
    expect(begun).toEqual(['a', 'c']);
  });

  it('never has more at work, and leaves none waiting while there is room', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(fc.nat(9)), (atOnce, steps) => {
        const turns = new RequestTurns(atOnce);
        const all: Turn[] = [];
        for (const step of steps) {
          const chosen = all[step];
          if (chosen) turns.release(chosen);
          else all.push(turns.take(() => undefined));
          const count = (state: Turn['state']) => all.filter((turn) => turn.state === state).length;
          const open = count('working') + count('waiting');
          expect(count('working')).toBe(Math.min(atOnce, open));
        }
      }),
      { numRuns: 200 },
    );
  });
});
