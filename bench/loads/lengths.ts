/** How long the parts of a run last. */
export interface Lengths {
  /** The load whose figures count. */
  readonly longSeconds: number;
  /** Sockets and heartbeats by themselves. */
  readonly aloneSeconds: number;
  /** Each step on the way to where something bends. */
  readonly stepSeconds: number;
  /** What is counted for one figure of processor time. */
  readonly costSeconds: number;
}

const SHORTEST_SECONDS = 5;

/** @param minutes of the long load; the other parts follow it */
export function lengthsOf(minutes: number): Lengths {
  const long = minutes * 60;
  const part = (divisor: number): number => Math.max(SHORTEST_SECONDS, long / divisor);
  return {
    longSeconds: long,
    aloneSeconds: part(5),
    stepSeconds: part(10),
    costSeconds: part(30),
  };
}
