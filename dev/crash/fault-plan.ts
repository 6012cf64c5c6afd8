import { between, pick, SeededRandom, type SimRandom } from '../seeded-random.js';

/** What is done to the deployment from outside, with its share of all faults. */
const SHARES = {
  /** kill -9 of a server process. */
  node_kill: 5,
  /** SIGSTOP: alive to all who ask the system, and silent. */
  node_stop: 2,
  /** SIGTERM and a new start: an update. */
  node_update: 2,
  mongodb_kill: 2,
  redis_kill: 2,
  /** All connections of a link break, and none is made for a while. */
  cut: 3,
  /** Whatever passes a link comes late. */
  delay: 2,
  /** The operating system's clock of a server process jumps by an hour. */
  clock_jump: 2,
} as const;

export type FaultKind = keyof typeof SHARES;
export const FAULT_KINDS = Object.keys(SHARES) as FaultKind[];

/** Where connections are disturbed: a process's own way to MongoDB or Redis, or a way of all. */
export const LINKS = ['mongodb', 'redis', 'exotel', 'front'] as const;
export type LinkName = (typeof LINKS)[number];

export interface PlannedFault {
  /** Milliseconds of the wall from the beginning of the load. */
  readonly atMs: number;
  readonly kind: FaultKind;
  /** Of the server process, from 0 on. */
  readonly node: number;
  readonly link: LinkName;
  readonly lastsMs: number;
  /** How late everything is that passes a delayed link. */
  readonly delayMs: number;
}

export interface PlanOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly nodes: number;
  /** Nothing but this; null: everything. */
  readonly only?: FaultKind | null;
}

const MEAN_GAP_MS = 12_000;
const STOPPED_MS = 30_000;
/** A process that was killed or updated is back after about so long. */
const RESTART_MS = 8000;
const LONGEST_CUT_MS = 5000;
const LONGEST_DELAY_MS = 10_000;
const MOST_DELAYED_MS = 400;
/** At least so many faults, however short the run is. */
const FEWEST = 8;

/**
 * The faults of a run, the same for the same seed. One comes about every twelve seconds; a process
 * that is still down or silent by an earlier one is left alone; the last ones are over at the end.
 */
export function planFaults({ seed, seconds, nodes, only = null }: PlanOptions): PlannedFault[] {
  const random = new SeededRandom(seed);
  const endMs = seconds * 1000;
  const meanGapMs = Math.min(MEAN_GAP_MS, endMs / (FEWEST + 1));
  const stoppedMs = Math.min(STOPPED_MS, endMs / 4);
  const freeAt = Array.from({ length: nodes }, () => 0);
  const faults: PlannedFault[] = [];
  let deck: FaultKind[] = [];
  for (let atMs = gap(random, meanGapMs); atMs < endMs; atMs += gap(random, meanGapMs)) {
    if (deck.length === 0) deck = only === null ? shuffled(random) : [only];
    const kind = deck.pop() ?? 'cut';
    const [longestMs, occupiesMs] = lengthsOf(kind, stoppedMs);
    const lastsMs = kind === 'node_stop' ? stoppedMs : between(random, 0, longestMs);
    const free = freeAt.flatMap((until, node) => (until <= atMs ? [node] : []));
    const link = pick(random, LINKS);
    const delayMs = between(random, 20, MOST_DELAYED_MS);
    if (atMs + lastsMs > endMs) continue;
    if (free.length === 0 && occupiesMs > 0) continue;
    const node = pick(random, free.length === 0 ? [...freeAt.keys()] : free);
    if (occupiesMs > 0) freeAt[node] = atMs + occupiesMs;
    faults.push({ atMs: Math.round(atMs), kind, node, link, ...rounded(lastsMs, delayMs) });
  }
  return faults;
}

/** How long a fault lasts at the most, and how long its process is not to be touched. */
function lengthsOf(kind: FaultKind, stoppedMs: number): readonly [number, number] {
  switch (kind) {
    case 'node_kill':
    case 'node_update':
      return [0, RESTART_MS];
    case 'node_stop':
      return [stoppedMs, stoppedMs + RESTART_MS / 4];
    case 'cut':
      return [LONGEST_CUT_MS, 0];
    case 'delay':
      return [LONGEST_DELAY_MS, 0];
    case 'mongodb_kill':
    case 'redis_kill':
    case 'clock_jump':
      return [0, 0];
  }
}

const gap = (random: SimRandom, meanMs: number): number =>
  between(random, 0.4 * meanMs, 1.6 * meanMs);

const rounded = (lastsMs: number, delayMs: number) => ({
  lastsMs: Math.round(lastsMs),
  delayMs: Math.round(delayMs),
});

/** Each kind as often as its share says, in any order. */
function shuffled(random: SimRandom): FaultKind[] {
  return FAULT_KINDS.flatMap((kind) => Array.from({ length: SHARES[kind] }, () => kind))
    .map((kind) => ({ kind, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ kind }) => kind);
}
