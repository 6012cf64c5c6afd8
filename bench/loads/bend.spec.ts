import { describe, expect, it } from '@jest/globals';
import { causesOf, findBend } from './bend.js';

const upTo = (most: number) => (times: number) =>
  Promise.resolve({ times, broken: times > most ? ['too much'] : [] });

describe('findBend', () => {
  it('doubles until it is too much, then halves the gap', async () => {
    const { holdsAt, bendsAt, steps } = await findBend(2, upTo(5));
    expect(steps.map(({ times }) => times)).toEqual([2, 4, 8, 6, 5]);
    expect([holdsAt, bendsAt]).toEqual([5, 6]);
  });

  it('looks between the single load, which is borne, and the first double', async () => {
    const { holdsAt, bendsAt, steps } = await findBend(2, upTo(1.5), 1);
    expect(steps.map(({ times }) => times)).toEqual([2, 1.5, 1.75]);
    expect([holdsAt, bendsAt]).toEqual([1.5, 1.75]);
  });

  it('ends where nothing bends', async () => {
    const { holdsAt, bendsAt } = await findBend(1, upTo(Infinity));
    expect([holdsAt, bendsAt]).toEqual([64, null]);
  });
});

describe('causesOf', () => {
  const idle = { nodes: 0.2, mongodb: 0.2, redis: 0.1, load: 0.2 };
  const machine = { cores: 2, nodes: 1 };

  it('names what is at its end', () => {
    expect(causesOf({ cores: { ...idle, nodes: 0.95 }, databaseWaitMs: 1 }, machine)).toEqual([
      'the thread of each node is full',
    ]);
    expect(causesOf({ cores: { ...idle, load: 1.4 }, databaseWaitMs: 50 }, machine)).toEqual([
      expect.stringContaining('all 2 cores are busy'),
      'commands wait for a connection to MongoDB',
    ]);
  });

  it('says when it does not know', () => {
    expect(causesOf({ cores: idle, databaseWaitMs: 0 }, machine)).toEqual([
      expect.stringContaining('none of what is watched'),
    ]);
  });
});
