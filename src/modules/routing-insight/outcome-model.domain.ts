/** What agents' parts of alike calls came to on one day. */
export interface Outcomes {
  readonly agentId: number;
  readonly sector: string;
  readonly capabilities: readonly string[];
  /** Local hour of the day, 0–23. */
  readonly hour: number;
  /** YYYY-MM-DD, local. */
  readonly day: string;
  readonly calls: number;
  readonly successes: number;
}

/** A call that an agent might get. */
export interface Question {
  readonly agentId: number;
  readonly sector: string;
  readonly capabilities: readonly string[];
  readonly hour: number;
}

export interface Estimate {
  /** Probability that the agent answers it and they talk. */
  readonly probability: number;
  /** What it is above the mean of the sector. */
  readonly lift: number;
  /** 95 % of the lift. */
  readonly interval: readonly [number, number];
  /** The agent's calls in the sector that it was learnt from. */
  readonly calls: number;
}

/** A part of the record counts like so many calls of the whole that it belongs to. */
export const PRIOR_CALLS = 25;
const Z_95 = 1.96;

interface Tally {
  calls: number;
  successes: number;
}

/**
 * Chances of success by agent, sector, capability and hour. Each level is drawn to the one above it
 * by `PRIOR_CALLS` calls (empirical Bayes with a fixed strength): everything → sector → agent in the
 * sector → its capability, its hour. The last two are added as differences.
 */
export class OutcomeModel {
  private readonly all: Tally = { calls: 0, successes: 0 };
  private readonly tallies = new Map<string, Tally>();

  constructor(record: Iterable<Outcomes>) {
    for (const { agentId, sector, capabilities, hour, calls, successes } of record) {
      const add = (tally: Tally) => {
        tally.calls += calls;
        tally.successes += successes;
      };
      add(this.all);
      add(this.at(sector));
      add(this.at(sector, agentId));
      add(this.at(sector, agentId, 'hour', hour));
      for (const name of new Set(capabilities)) add(this.at(sector, agentId, 'can', name));
    }
  }

  get calls(): number {
    return this.all.calls;
  }

  /** The chance in a sector, whoever takes the call. */
  meanOf(sector: string): number {
    const overall = this.all.calls > 0 ? this.all.successes / this.all.calls : 0.5;
    return drawn(this.tallies.get(keyOf(sector)), overall);
  }

  callsOf(sector: string, agentId: number, capability?: string): number {
    const key =
      capability === undefined ? keyOf(sector, agentId) : keyOf(sector, agentId, 'can', capability);
    return this.tallies.get(key)?.calls ?? 0;
  }

  estimate({ agentId, sector, capabilities, hour }: Question): Estimate {
    const mean = this.meanOf(sector);
    const own = this.tallies.get(keyOf(sector, agentId));
    const rate = drawn(own, mean);
    const asked = [...new Set(capabilities)];
    const skill = asked.reduce(
      (sum, name) =>
        sum + drawn(this.tallies.get(keyOf(sector, agentId, 'can', name)), rate) - rate,
      0,
    );
    const time = drawn(this.tallies.get(keyOf(sector, agentId, 'hour', hour)), rate) - rate;
    const probability = clamp(rate + skill / Math.max(1, asked.length) + time, 0.01, 0.99);
    const calls = own?.calls ?? 0;
    const lift = probability - mean;
    const margin = Z_95 * Math.sqrt((probability * (1 - probability)) / (calls + PRIOR_CALLS));
    return { probability, lift, interval: [lift - margin, lift + margin], calls };
  }

  private at(...path: readonly (string | number)[]): Tally {
    const key = keyOf(...path);
    const known = this.tallies.get(key);
    if (known) return known;
    const tally = { calls: 0, successes: 0 };
    this.tallies.set(key, tally);
    return tally;
  }
}

const keyOf = (...path: readonly (string | number)[]): string => JSON.stringify(path);

const drawn = (tally: Tally | undefined, to: number): number =>
  ((tally?.successes ?? 0) + PRIOR_CALLS * to) / ((tally?.calls ?? 0) + PRIOR_CALLS);

const clamp = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));

/** How a model that knows agents did on days that it had not seen, against one that knows sectors. */
export interface HeldOutCheck {
  readonly days: number;
  readonly calls: number;
  /** Mean squared error of the chances: 0 is perfect. */
  readonly error: number | null;
  readonly errorOfMean: number | null;
  /** How much smaller the error is, with its 95 % interval. */
  readonly gain: number | null;
  readonly interval: readonly [number, number] | null;
  /** Is the gain above zero beyond doubt? */
  readonly holds: boolean;
}

/** The last fifth of the days, one at the least, is kept out of what is learnt. */
export function splitByDay(record: readonly Outcomes[]): {
  readonly learnt: readonly Outcomes[];
  readonly heldOut: readonly Outcomes[];
} {
  const days = [...new Set(record.map(({ day }) => day))].sort();
  const first = days[days.length - Math.max(1, Math.floor(days.length / 5))] ?? '';
  return {
    learnt: record.filter(({ day }) => day < first),
    heldOut: record.filter(({ day }) => day >= first),
  };
}

/** Compares Brier scores call by call (Brier 1950). */
export function checkOn(model: OutcomeModel, heldOut: readonly Outcomes[]): HeldOutCheck {
  let calls = 0;
  let error = 0;
  let errorOfMean = 0;
  let squares = 0;
  for (const one of heldOut) {
    const p = model.estimate(one).probability;
    const mean = model.meanOf(one.sector);
    for (const [count, outcome] of [
      [one.successes, 1],
      [one.calls - one.successes, 0],
    ] as const) {
      const own = (outcome - p) ** 2;
      const simple = (outcome - mean) ** 2;
      calls += count;
      error += count * own;
      errorOfMean += count * simple;
      squares += count * (simple - own) ** 2;
    }
  }
  const days = new Set(heldOut.map(({ day }) => day)).size;
  if (calls < 2) {
    return {
      days,
      calls,
      error: null,
      errorOfMean: null,
      gain: null,
      interval: null,
      holds: false,
    };
  }
  const gain = (errorOfMean - error) / calls;
  const variance = (squares / calls - gain ** 2) / (calls - 1);
  const margin = Z_95 * Math.sqrt(Math.max(0, variance));
  return {
    days,
    calls,
    error: error / calls,
    errorOfMean: errorOfMean / calls,
    gain,
    interval: [gain - margin, gain + margin],
    holds: gain - margin > 0,
  };
}
