import { parseArgs } from 'node:util';
import { BUGS, type Bug } from './bugs.js';
import { FAULT_KINDS, type FaultKind } from './fault-plan.js';

export const USAGE = `npm run crash -- [options]

  --minutes M    load and faults for so long (5); some minutes more until all is settled
  --seed N       the same plan of faults again (1)
  --nodes N      server processes (3)
  --rate N       calls a second of the wall (6.5)
  --speed N      all clocks run N times as fast (5)
  --only KIND    faults of one kind: ${FAULT_KINDS.join(', ')}
  --bug NAME     put a known bug back, which must be found: ${BUGS.join(', ')}

The last line is CRASH {json}; exit code 0 only if every promise was kept.`;

export interface CrashOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly nodes: number;
  readonly rate: number;
  readonly speed: number;
  /** Null: faults of every kind. */
  readonly only: FaultKind | null;
  readonly bug: Bug | null;
}

/** @throws Error with the usage */
export function parseOptions(args: readonly string[]): CrashOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '5' },
      seed: { type: 'string', default: '1' },
      nodes: { type: 'string', default: '3' },
      rate: { type: 'string', default: '6.5' },
      speed: { type: 'string', default: '5' },
      only: { type: 'string' },
      bug: { type: 'string' },
    },
  });
  const bug = BUGS.find((name) => name === values.bug) ?? null;
  const only = FAULT_KINDS.find((kind) => kind === values.only) ?? null;
  const numbers = {
    minutes: Number(values.minutes),
    seed: Number(values.seed),
    nodes: Number(values.nodes),
    rate: Number(values.rate),
    speed: Number(values.speed),
  };
  const isRight =
    Object.values(numbers).every((value) => value > 0) &&
    Number.isSafeInteger(numbers.seed) &&
    Number.isInteger(numbers.nodes) &&
    (values.only === undefined || only !== null) &&
    (values.bug === undefined || bug !== null);
  if (!isRight) throw new Error(USAGE);
  return { ...numbers, only, bug };
}
