import { describe, expect, it } from '@jest/globals';
import { ScaledClock, wallMs } from '../scaled-clock.js';
import { SeededRandom, type SimRandom } from '../seeded-random.js';
import { Deliveries } from './deliveries.js';
import type { DeliveryOptions } from './options.js';

const NEVER = { doubled: 0, late: 0, reordered: 0, lost: 0, lateSeconds: [5, 60] as const };

function deliveriesWith(
  options: Partial<DeliveryOptions>,
  random: SimRandom = new SeededRandom(3),
) {
  const clock = new ScaledClock({ speed: 5000, anchorRealMs: wallMs(), anchorMs: 0 });
  return new Deliveries(clock, random, { ...NEVER, ...options }, new AbortController().signal);
}

const sendTo = (log: string[], name: string) => () => {
  log.push(name);
  return Promise.resolve(true);
};

const lossyRun = async (): Promise<string[]> => {
  const log: string[] = [];
  const deliveries = deliveriesWith({ lost: 0.3, doubled: 0.3 }, new SeededRandom(11));
  for (let i = 0; i < 300; i += 1) deliveries.deliver(`call${i}`, sendTo(log, `${i}`));
  await deliveries.settled();
  return log;
};

describe('asynchronous deliveries', () => {
  it('keep the order of a call', async () => {
    const log: string[] = [];
    const deliveries = deliveriesWith({});
    deliveries.deliver('call', async () => {
      await new Promise(setImmediate);
      log.push('slow');
      return true;
    });
    deliveries.deliver('call', sendTo(log, 'quick'));
    await deliveries.settled();
    expect(log).toEqual(['slow', 'quick']);
  });

  it('are overtaken by the next one of the same call when reordered', async () => {
    const log: string[] = [];
    const draws = [0.1, 0.9, 0.9];
    const deliveries = deliveriesWith({ reordered: 0.5 }, { next: () => draws.shift() ?? 0.9 });
    deliveries.deliver('call', sendTo(log, 'first'));
    deliveries.deliver('another', sendTo(log, 'other'));
    deliveries.deliver('call', sendTo(log, 'second'));
    await deliveries.settled();
    expect(log).toEqual(['other', 'second', 'first']);
  });

  it('come in the end though nothing overtakes them', async () => {
    const log: string[] = [];
    const deliveries = deliveriesWith({ reordered: 1 });
    deliveries.deliver('call', sendTo(log, 'only'));
    await deliveries.settled();
    expect(log).toEqual(['only']);
  });

  it('are lost and doubled about as often as asked, the same with the same seed', async () => {
    const log = await lossyRun();
    expect(new Set(log).size).toBeGreaterThan(180);
    expect(new Set(log).size).toBeLessThan(240);
    expect(log.length).toBeGreaterThan(new Set(log).size * 1.15);
    expect((await lossyRun()).sort()).toEqual(log.sort());
  });
});
