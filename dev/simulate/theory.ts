/** A queue with chance arrivals, n agents, exponential services and (Erlang A) patience; seconds. */
export interface QueueModel {
  readonly agents: number;
  readonly arrivalsPerSecond: number;
  readonly meanServiceSeconds: number;
  /** Null: nobody gives up (Erlang C). */
  readonly meanPatienceSeconds: number | null;
}

export interface QueueFigures {
  /** Share of the callers who find every agent busy. */
  readonly waits: number;
  /** Of all callers, served or not. */
  readonly meanWaitSeconds: number;
  readonly abandons: number;
}

/** So far into the line that what is left out is below the precision of a number. */
const LONGEST_LINE = 20_000;
const NEGLIGIBLE = 1e-18;

/**
 * The exact figures of M/M/n and M/M/n+M from the stationary distribution of the birth–death chain
 * (Erlang 1917; Palm 1957; Garnett, Mandelbaum, Reiman, MSOM 4, 2002): balance from state to state,
 * arrivals see time averages, and the mean wait by Little's law.
 */
export function exactFigures(model: QueueModel): QueueFigures {
  const { agents, arrivalsPerSecond: arrivals, meanServiceSeconds, meanPatienceSeconds } = model;
  const leaving = meanPatienceSeconds === null ? 0 : 1 / meanPatienceSeconds;
  const serving = 1 / meanServiceSeconds;
  if (leaving === 0 && arrivals >= agents * serving) throw new Error('the line grows for ever');
  // From the top state down and up, so that nothing overflows: weights relative to `agents` busy.
  let total = 1;
  let weight = 1;
  for (let busy = agents; busy > 0; busy -= 1) {
    weight *= (busy * serving) / arrivals;
    total += weight;
    if (weight < NEGLIGIBLE * total && weight < 1) break;
  }
  let waiting = 1;
  let inLine = 0;
  weight = 1;
  for (let line = 1; line < LONGEST_LINE; line += 1) {
    weight *= arrivals / (agents * serving + line * leaving);
    total += weight;
    waiting += weight;
    inLine += line * weight;
    if (weight < NEGLIGIBLE * total) break;
  }
  const meanLine = inLine / total;
  return {
    waits: waiting / total,
    meanWaitSeconds: meanLine / arrivals,
    abandons: (leaving * meanLine) / arrivals,
  };
}
