/** What a call waited, and what was known when its wait began. */
export interface HeldWait {
  readonly position: number;
  readonly agents: number;
  readonly handleSeconds: number;
  readonly waitSeconds: number;
}

/** How far the waits of a kind of calls lay from the simple guess, and how good the promises were. */
export interface WaitModel {
  /** Waits that it was learnt from. */
  readonly samples: number;
  /** Held wait ÷ simple guess, sorted, for each class of places in line. */
  readonly ratios: readonly (readonly number[])[];
  /** Seconds that a call takes an agent, wrap-up and all. */
  readonly handleSeconds: number;
}

/** With fewer waits nothing is promised: silence is better than a guess. */
export const FEWEST_WAITS = 20;
/** A class of places with fewer waits than this is answered from all of them. */
const FEWEST_IN_CLASS = 40;
/** First in line waits for one agent, whenever that is; far back, many waits add up to a steady one. */
const CLASS_ENDS = [1, 2, 4, 8, Infinity];

const classOf = (position: number): number => CLASS_ENDS.findIndex((end) => position <= end);

/**
 * The simple guess: with so many agents at work one becomes free every handle time ÷ agents seconds
 * (an M/M/n queue drains at n·μ), and it takes as many as there are places up to this one.
 */
export function simpleGuess({
  position,
  agents,
  handleSeconds,
}: Omit<HeldWait, 'waitSeconds'>): number {
  return (Math.max(1, position) * Math.max(1, handleSeconds)) / Math.max(1, agents);
}

/** Learns from waits that were held to their end. */
export function learnWaits(held: readonly HeldWait[], handleSeconds: number): WaitModel {
  const ratios = CLASS_ENDS.map((): number[] => []);
  for (const wait of held)
    ratios[classOf(wait.position)]?.push(wait.waitSeconds / simpleGuess(wait));
  ratios.forEach((list) => list.sort((a, b) => a - b));
  return { samples: held.length, ratios, handleSeconds };
}

/**
 * The wait that half, and nine in ten, of such calls did not exceed: the simple guess times the
 * quantiles of how such guesses turned out. Null while too few were measured.
 */
export function expectWait(
  model: WaitModel,
  at: { readonly position: number; readonly agents: number },
): { readonly p50Seconds: number; readonly p90Seconds: number } | null {
  if (model.samples < FEWEST_WAITS) return null;
  const own = model.ratios[classOf(at.position)] ?? [];
  const ratios = own.length >= FEWEST_IN_CLASS ? own : model.ratios.flat().sort((a, b) => a - b);
  const guess = simpleGuess({ ...at, handleSeconds: model.handleSeconds });
  return {
    p50Seconds: Math.round(guess * quantile(ratios, 0.5)),
    p90Seconds: Math.round(guess * quantile(ratios, 0.9)),
  };
}

/** How promises turned out. */
export interface WaitError {
  readonly promises: number;
  /** Share of the waits that did not exceed their P90; 0.9 is right. */
  readonly coverageOfP90: number | null;
  /** Mean distance of the wait from its P50, in seconds. */
  readonly meanErrorSeconds: number | null;
}

export function waitError(
  kept: readonly {
    readonly waitSeconds: number;
    readonly p50Seconds: number;
    readonly p90Seconds: number;
  }[],
): WaitError {
  const promises = kept.length;
  if (promises === 0) return { promises, coverageOfP90: null, meanErrorSeconds: null };
  const covered = kept.filter((one) => one.waitSeconds <= one.p90Seconds).length;
  const off = kept.reduce((sum, one) => sum + Math.abs(one.waitSeconds - one.p50Seconds), 0);
  return {
    promises,
    coverageOfP90: covered / promises,
    meanErrorSeconds: Math.round((off / promises) * 10) / 10,
  };
}

/** The smallest value that at least this share of a sorted, non-empty list does not exceed. */
function quantile(sorted: readonly number[], share: number): number {
  const place = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1));
  return sorted[place] ?? 0;
}
