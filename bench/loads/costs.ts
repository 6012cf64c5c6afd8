import type { Processor } from './processor.js';

/** Milliseconds of the processor for one piece of work. */
export interface Cost {
  /** All server processes together. */
  readonly node: number;
  readonly mongodb: number;
}

/** What a node costs that looks after so many agents. */
export interface NodeCosts {
  readonly agents: number;
  readonly residentMiB: number;
  /** Of one core, while nothing is asked. */
  readonly idlePercent: number;
  readonly heartbeat: Cost;
  readonly call: Cost;
  readonly read: Cost;
  readonly list: Cost;
}

/**
 * The cost of one of so many pieces, beyond what the processes use anyway.
 * @param spent seconds of the processor in `seconds` of the wall
 * @param idle cores in use while nothing is asked
 */
export function costOf(spent: Processor, idle: Processor, seconds: number, pieces: number): Cost {
  const each = (of: 'nodes' | 'mongodb') =>
    Math.round(((spent[of] - idle[of] * seconds) * 1e5) / Math.max(1, pieces)) / 100;
  return { node: each('nodes'), mongodb: each('mongodb') };
}
