import { setTimeout as sleep } from 'node:timers/promises';

/** How often work is due, and for how long. */
export interface Pace {
  readonly perSecond: number;
  readonly seconds: number;
}

const TICK_MS = 5;

/**
 * Begins each piece of work when it is due, however late others are, and waits for the last one.
 * `work` is told when it was due (`performance.now()`): time is to be measured from then.
 */
export async function openLoop(
  { perSecond, seconds }: Pace,
  work: (n: number, dueMs: number) => Promise<void>,
): Promise<void> {
  const count = Math.round(perSecond * seconds);
  const started = performance.now();
  const dueMs = (n: number) => started + (n * 1000) / perSecond;
  let underWay = 0;
  const begin = async (n: number): Promise<void> => {
    underWay += 1;
    await work(n, dueMs(n)).finally(() => (underWay -= 1));
  };
  const broken: unknown[] = [];
  for (let n = 0; n < count && broken.length === 0;) {
    for (; n < count && dueMs(n) <= performance.now(); n += 1) {
      begin(n).catch((error: unknown) => broken.push(error));
    }
    await sleep(TICK_MS);
  }
  while (underWay > 0) await sleep(TICK_MS);
  if (broken.length > 0) throw broken[0];
}
