import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RankedList } from './ranked-list.js';
import { compareRanks, type Rank } from './score.domain.js';

describe('ranked list', () => {
  it('is always in order, whatever comes and goes', () => {
    const moves = fc.array(
      fc.record({
        agentId: fc.integer({ min: 0, max: 700 }),
        score: fc.integer({ min: 0, max: 9 }),
      }),
      { maxLength: 2000, minLength: 500 },
    );
    fc.assert(
      fc.property(moves, (given) => {
        const list = new RankedList<{ rank: Rank }>();
        const inside = new Map<number, { rank: Rank }>();
        for (const { agentId, score } of given) {
          const old = inside.get(agentId);
          if (old) list.remove(old);
          if (old && score === 0) {
            inside.delete(agentId);
            continue;
          }
          const item = { rank: { score, idleSinceMs: agentId % 7, agentId } };
          inside.set(agentId, item);
          list.add(item);
        }
        const plain = [...inside.values()].sort((a, b) => compareRanks(a.rank, b.rank));
        expect([...list]).toEqual(plain);
        expect(list.size).toBe(plain.length);
      }),
      { numRuns: 30 },
    );
  });

  it('refuses to take out what is not there', () => {
    const list = new RankedList<{ rank: Rank }>();
    const rank = { score: 1, idleSinceMs: 1, agentId: 1 };
    expect(() => list.remove({ rank })).toThrow('not where its rank says');
  });
});
