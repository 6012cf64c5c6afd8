import { cpus } from 'node:os';
import type { Processor } from './processor.js';
import type { Seen } from './watch.js';

/** A run of a load at so many times its size. */
export interface Step {
  readonly times: number;
  /** What was not as it must be; nothing, where the load was borne. */
  readonly broken: readonly string[];
}

/** Between what a load is borne and what is too much. */
export interface Bend<T extends Step> {
  readonly holdsAt: number | null;
  readonly bendsAt: number | null;
  readonly steps: readonly T[];
}

const LARGEST = 64;
const HALVINGS = 2;

/**
 * Doubles a load until it is not borne any more, then halves the gap to find where.
 * @param known it was borne at so many times its size
 */
export async function findBend<T extends Step>(
  first: number,
  run: (times: number) => Promise<T>,
  known: number | null = null,
): Promise<Bend<T>> {
  const steps: T[] = [];
  let holdsAt = known;
  let bendsAt: number | null = null;
  const tryAt = async (times: number): Promise<void> => {
    const step = await run(times);
    steps.push(step);
    if (step.broken.length === 0) holdsAt = times;
    else bendsAt = times;
  };
  for (let times = first; bendsAt === null && times <= LARGEST; times *= 2) await tryAt(times);
  for (let turn = 0; turn < HALVINGS; turn += 1) {
    const [low, high]: [number | null, number | null] = [holdsAt, bendsAt];
    if (low === null || high === null) break;
    await tryAt((low + high) / 2);
  }
  return { holdsAt, bendsAt, steps };
}

/** The single load, where it was borne. */
export const heldAt = ({ broken }: Pick<Step, 'broken'>): number | null =>
  broken.length === 0 ? 1 : null;

/** What was wrong of a list of what may be, and what was at its end then. */
export function judged(
  seen: Seen,
  nodes: number,
  complaints: readonly (string | false)[],
): { readonly broken: readonly string[]; readonly causes: readonly string[] } {
  const broken = complaints.filter((complaint) => complaint !== false);
  const machine = { cores: cpus().length, nodes };
  return { broken, causes: broken.length === 0 ? [] : causesOf(seen, machine) };
}

const FULL = 0.9;
const WAITS_MS = 20;

/** What was at its end during a run that was too much, in words. */
export function causesOf(
  { cores, databaseWaitMs }: Pick<Seen, 'cores' | 'databaseWaitMs'>,
  machine: { readonly cores: number; readonly nodes: number },
): string[] {
  const causes: string[] = [];
  const total = Object.values(cores).reduce((sum, share: number) => sum + share, 0);
  if (cores.nodes >= FULL * machine.nodes) causes.push('the thread of each node is full');
  if (total >= FULL * machine.cores) {
    causes.push(`all ${machine.cores} cores are busy: ${sharesOf(cores)}`);
  }
  if (databaseWaitMs >= WAITS_MS) causes.push('commands wait for a connection to MongoDB');
  return causes.length === 0 ? [`none of what is watched: ${sharesOf(cores)}`] : causes;
}

const sharesOf = ({ nodes, mongodb, redis, load }: Processor): string =>
  `nodes ${nodes}, MongoDB ${mongodb}, Redis ${redis}, the load itself ${load}`;
