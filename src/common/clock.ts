/**
 * The one time of the deployment. Every rule that depends on time asks it, so a whole day can be
 * played in minutes. Durations of the machine (time-outs of sockets, benchmarks) are `monotonicMs`.
 */
export abstract class Clock {
  /** How many times as fast as the wall this clock runs: 1 but for demonstrations and tests. */
  abstract readonly speed: number;
  /** Milliseconds since 1970 (UTC) by this clock. */
  abstract now(): number;
  /** Milliseconds of the wall since some moment; never goes back. */
  abstract monotonicMs(): number;

  date(): Date {
    return new Date(this.now());
  }

  /** Milliseconds of the wall that `ms` of this clock last. */
  toWallMs(ms: number): number {
    return ms / this.speed;
  }

  /** Milliseconds of this clock that pass in `wallMs` of the wall. */
  fromWallMs(wallMs: number): number {
    return wallMs * this.speed;
  }
}

/** Chance, in [0, 1). */
export abstract class Random {
  abstract next(): number;
}
