import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asTenantId } from '../../common/ids.js';
import type { NumberedEvent } from '../../platform/events/event.schema.js';
import { TenantFeed, type FeedSource } from './tenant-feed.js';

const CLIENT = asTenantId('bank');
const event = (seq: number): NumberedEvent => ({
  _id: `e${seq}`,
  clientId: CLIENT,
  type: 'x',
  at: new Date(0),
  data: null,
  seq,
});

/** A collection that fails when it is told to. */
class FakeSource implements FeedSource {
  stored: number[] = [];
  failing = 0;

  private mayFail(): void {
    if (this.failing === 0) return;
    this.failing -= 1;
    throw new Error('away');
  }
  async lastSeq(): Promise<number> {
    return await Promise.resolve(this.stored.at(-1) ?? 0);
  }
  async after(_: unknown, seq: number, limit: number): Promise<NumberedEvent[]> {
    await Promise.resolve();
    this.mayFail();
    return this.stored
      .filter((one) => one > seq)
      .slice(0, limit)
      .map(event);
  }
  async translate(_: unknown, events: readonly NumberedEvent[]) {
    await Promise.resolve();
    this.mayFail();
    return events.map(({ seq }) => ({ seq, wire: null, rooms: [] }));
  }
  failed(): void {
    // Expected here.
  }
}

async function opened(source: FakeSource) {
  const told: number[] = [];
  const feed = new TenantFeed(CLIENT, source, ({ seq }) => told.push(seq));
  await feed.open();
  return { feed, told };
}
const until = async (isSo: () => boolean) => {
  while (!isSo()) await sleep(1);
};

describe('the feed of a company', () => {
  it('begins after what was there before', async () => {
    const source = new FakeSource();
    source.stored = [1, 2, 3];
    const { feed, told } = await opened(source);
    source.stored.push(4);
    feed.take([event(3), event(4)]);
    await until(() => told.length === 1);
    expect(told).toEqual([4]);
  });

  it('reads what the stream skipped', async () => {
    const source = new FakeSource();
    const { feed, told } = await opened(source);
    source.stored = [1, 2, 3];
    feed.take([event(3)]);
    await until(() => told.length === 3);
    expect(told).toEqual([1, 2, 3]);
  });

  it('goes on over what was removed', async () => {
    const source = new FakeSource();
    const { feed, told } = await opened(source);
    source.stored = [1, 4];
    feed.take([event(1), event(4)]);
    await until(() => told.length === 2);
    expect(told).toEqual([1, 4]);
  });

  it('looks again when the stream was interrupted', async () => {
    const source = new FakeSource();
    const { feed, told } = await opened(source);
    source.stored = Array.from({ length: 1200 }, (_, index) => index + 1);
    feed.lookAgain();
    await until(() => told.length === 1200);
    expect(told).toEqual(source.stored);
  });

  it('tells each event once and in order, whatever comes twice, late, not at all or fails', async () => {
    const step = fc.record({
      count: fc.integer({ min: 1, max: 4 }),
      shown: fc.array(fc.integer({ min: -6, max: 0 }), { maxLength: 5 }),
      failing: fc.constantFrom(0, 0, 0, 1),
      isGap: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        const source = new FakeSource();
        const { feed, told } = await opened(source);
        for (const { count, shown, failing, isGap } of steps) {
          for (let made = 0; made < count; made += 1) source.stored.push(source.stored.length + 1);
          source.failing = failing;
          const last = source.stored.length;
          feed.take(
            shown
              .map((back) => last + back)
              .filter((seq) => seq > 0)
              .map(event),
          );
          if (isGap) feed.lookAgain();
          await Promise.resolve();
        }
        feed.lookAgain();
        await until(() => told.length >= source.stored.length);
        expect(told).toEqual(source.stored);
      }),
      { numRuns: 60 },
    );
  });
});
