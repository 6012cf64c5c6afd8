import { performance } from 'node:perf_hooks';

/** Figures of a run, in milliseconds. */
export interface Figures {
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
}

/**
 * Runs `count` pieces of work, `atOnce` at a time, and times each. After each batch what the pieces
 * returned is run, outside the timing and with nothing timed beside it.
 */
export async function closedLoop(
  count: number,
  atOnce: number,
  batch: number,
  work: () => Promise<() => Promise<void>>,
): Promise<number[]> {
  const times: number[] = [];
  for (let done = 0; done < count; done += batch) {
    const undo: (() => Promise<void>)[] = [];
    await inLanes(Math.min(batch, count - done), atOnce, async () => {
      const before = performance.now();
      const after = await work();
      times.push(performance.now() - before);
      undo.push(after);
    });
    await inLanes(undo.length, atOnce, async () => await undo.pop()?.());
  }
  return times;
}

async function inLanes(count: number, atOnce: number, work: () => Promise<void>): Promise<void> {
  let left = count;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await work();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** @param atOnce how many ran side by side: the rate is that of the timed part alone */
export function figuresOf(times: readonly number[], atOnce: number): Figures {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const total = sorted.reduce((sum, time) => sum + time, 0);
  return {
    p50: round(at(0.5)),
    p99: round(at(0.99)),
    perSecond: round((sorted.length * atOnce * 1000) / Math.max(1, total)),
  };
}

export const ratio = (a: number, b: number): number => round(a / b);

/** The middle one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
