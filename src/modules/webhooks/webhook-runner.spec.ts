import { beforeEach, describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { Clock } from '../../common/clock.js';
import { asDeliveryId, asTenantId, asWebhookId } from '../../common/ids.js';
import { WebhookRunner, type RunnerParts } from './webhook-runner.js';
import type { WebhookDelivery } from './webhooks.types.js';

class FakeClock extends Clock {
  readonly speed = 1;
  now(): number {
    return 1_000;
  }
  monotonicMs(): number {
    return 0;
  }
}

const CLIENT = asTenantId('bank');
const ID = asWebhookId('w1');
const delivery = (id: string, lane = id): WebhookDelivery =>
  ({ _id: asDeliveryId(id), lane, nextAttemptAt: new Date(0) }) as unknown as WebhookDelivery;

/** Something that a test lets happen when it likes. */
class Later<T> {
  readonly promise: Promise<T>;
  happen: (value: T) => void = () => undefined;
  constructor() {
    this.promise = new Promise((resolve) => (this.happen = resolve));
  }
}

/** Lets everything go on that can. */
const settle = async (): Promise<void> => {
  for (let turns = 0; turns < 10; turns += 1) await turn();
};

describe('a runner', () => {
  let lists: Later<WebhookDelivery[]>[];
  let sent: { readonly id: string; readonly done: Later<void> }[];
  let isActive: boolean;
  let isOurs: boolean;
  let released: number;
  let runner: WebhookRunner;

  beforeEach(() => {
    lists = [];
    sent = [];
    isActive = true;
    isOurs = true;
    released = 0;
    const parts = {
      endpoints: { find: () => Promise.resolve({ isActive }) },
      deliveries: {
        listPending: () => {
          const list = new Later<WebhookDelivery[]>();
          lists.push(list);
          return list.promise;
        },
      },
      feed: { feed: () => Promise.resolve(0) },
      sender: {
        send: (_endpoint: unknown, { _id }: WebhookDelivery) => {
          const done = new Later<void>();
          sent.push({ id: _id, done });
          return done.promise;
        },
      },
      leases: {
        take: () => Promise.resolve(isOurs ? {} : null),
        release: () => Promise.resolve(void (released += 1)),
      },
      clock: new FakeClock(),
      log: { error: () => undefined },
    };
    runner = new WebhookRunner(CLIENT, ID, parts as unknown as RunnerParts);
  });

  /** What the database answers to the next look. */
  const answer = async (...open: WebhookDelivery[]): Promise<void> => {
    await settle();
    lists.shift()?.happen(open);
    await settle();
  };
  const ids = () => sent.map(({ id }) => id);

  it('sends one of each lane, five at a time', async () => {
    const run = runner.run();
    const open = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => delivery(id));
    await answer(delivery('a0', 'a'), ...open);
    expect(ids()).toEqual(['a0', 'b', 'c', 'd', 'e']);
    sent[0]!.done.happen();
    await answer(...open);
    // Its lane is free at the next look only: the list may be older than its end.
    expect(ids().slice(5)).toEqual(['a']);
    runner.stop();
    sent.forEach(({ done }) => done.happen());
    await run;
  });

  it('does not send again what ends while the list is read', async () => {
    const run = runner.run();
    const one = delivery('one');
    await answer(one);
    expect(ids()).toEqual(['one']);
    runner.wake();
    await settle();
    sent[0]!.done.happen();
    await answer(one);
    expect(ids()).toEqual(['one']);
    runner.stop();
    await answer();
    await run;
  });

  it('ends when the receiver is switched off, and gives the lease back', async () => {
    isActive = false;
    expect(await runner.run()).toBe(false);
    expect([released, sent.length]).toEqual([1, 0]);
  });

  it('leaves a receiver alone that another node serves', async () => {
    isOurs = false;
    runner.wake();
    expect(await runner.run()).toBe(false);
    expect(sent).toEqual([]);
  });

  it('waits for what is on its way before it ends', async () => {
    const run = runner.run();
    await answer(delivery('one'));
    let isOver = false;
    void run.then(() => (isOver = true));
    runner.stop();
    await settle();
    expect(isOver).toBe(false);
    sent[0]!.done.happen();
    await run;
    expect(released).toBe(1);
  });
});
