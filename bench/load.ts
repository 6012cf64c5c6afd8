import { performance } from 'node:perf_hooks';

/** Figures of a run, in milliseconds. */
export interface Figures {
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
}

/**
 * Runs `count` pieces of work, `atOnce` at a time, and times each. What `work` returns is run
 * after the timing and before the next piece of its lane.
 */
export async function closedLoop(
  count: number,
  atOnce: number,
  work: (index: number) => Promise<() => Promise<void>>,
): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      const before = performance.now();
      const after = await work(index);
      times.push(performance.now() - before);
      await after();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return times;
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
