import { describe, expect, it } from '@jest/globals';
import { Grouped, type GroupResult } from './grouped.js';

interface Item {
  readonly key: number;
  readonly name: string;
}

/** Work that waits until it is let go. */
function controlled() {
  const groups: Item[][] = [];
  let release: (() => void)[] = [];
  let outcome: (item: Item) => GroupResult<string> = ({ name }) => ({ value: name });
  const grouped = new Grouped<Item, string>(
    ({ key }) => key,
    async (items) => {
      groups.push([...items]);
      await new Promise<void>((resolve) => release.push(resolve));
      return items.map(outcome);
    },
  );
  const go = async () => {
    while (release.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const waiting = release;
    release = [];
    waiting.forEach((one) => one());
  };
  return { groups, grouped, go, answer: (with_: typeof outcome) => (outcome = with_) };
}

describe('work that is done for many together', () => {
  it('takes what comes while a group is at work with the next one', async () => {
    const { groups, grouped, go } = controlled();
    const first = grouped.add({ key: 1, name: 'a' });
    while (groups.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const rest = [2, 3, 4].map((key) => grouped.add({ key, name: `n${key}` }));
    await go();
    expect(await first).toBe('a');
    await go();
    expect(await Promise.all(rest)).toEqual(['n2', 'n3', 'n4']);
    expect(groups.map((group) => group.length)).toEqual([1, 3]);
  });

  it('never has one key twice in a group, and keeps the order of a key', async () => {
    const { groups, grouped, go } = controlled();
    const all = ['a', 'b', 'c'].map((name) => grouped.add({ key: 1, name }));
    const other = grouped.add({ key: 2, name: 'other' });
    await go();
    await go();
    await go();
    expect(await Promise.all([...all, other])).toEqual(['a', 'b', 'c', 'other']);
    expect(groups.map((group) => group.map(({ name }) => name))).toEqual([
      ['a', 'other'],
      ['b'],
      ['c'],
    ]);
  });

  it('tells each its own error', async () => {
    const { grouped, go, answer } = controlled();
    answer(({ name }) => (name === 'bad' ? { error: new Error('no') } : { value: name }));
    const [good, bad] = ['good', 'bad'].map((name, key) => grouped.add({ key, name }));
    const refused = expect(bad).rejects.toThrow('no');
    await go();
    expect(await good).toBe('good');
    await refused;
  });

  it('tells all when the work fails, and goes on', async () => {
    const { grouped, go, answer } = controlled();
    answer(() => {
      throw new Error('away');
    });
    const failing = expect(grouped.add({ key: 1, name: 'a' })).rejects.toThrow('away');
    await go();
    await failing;
    answer(({ name }) => ({ value: name }));
    const next = grouped.add({ key: 1, name: 'b' });
    await go();
    expect(await next).toBe('b');
  });
});
