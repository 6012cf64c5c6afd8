/** Time as the simulator sees it: a day may pass in minutes. */
export interface SimClock {
  /** How many times as fast as the wall. */
  readonly speed: number;
  /** Virtual milliseconds since 1970 (UTC). */
  now(): number;
  /** Waits `virtualMs` of this clock; resolves early (never rejects) when `signal` aborts. */
  sleep(virtualMs: number, signal?: AbortSignal): Promise<void>;
}

export interface ScaledClockOptions {
  /** How many times as fast as the wall. */
  readonly speed: number;
  /** The moment of the wall, in milliseconds since 1970, … */
  readonly anchorRealMs: number;
  /** … at which this clock shows this moment. */
  readonly anchorMs: number;
}

/** Longest delay of a timer of Node; a longer sleep takes several. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Milliseconds of the wall since 1970, monotonic within the process. */
export function wallMs(): number {
  return performance.timeOrigin + performance.now();
}

/** A clock that shows `anchorMs` at `anchorRealMs` and runs `speed` times as fast as the wall. */
export class ScaledClock implements SimClock {
  readonly speed: number;
  private readonly anchorRealMs: number;
  private readonly anchorMs: number;

  constructor(options: ScaledClockOptions) {
    if (!(options.speed > 0)) throw new RangeError('speed must be above 0');
    this.speed = options.speed;
    this.anchorRealMs = options.anchorRealMs;
    this.anchorMs = options.anchorMs;
  }

  now(): number {
    return this.anchorMs + (wallMs() - this.anchorRealMs) * this.speed;
  }

  async sleep(virtualMs: number, signal?: AbortSignal): Promise<void> {
    let left = virtualMs / this.speed;
    for (; left > LONGEST_TIMER_MS; left -= LONGEST_TIMER_MS) await timer(LONGEST_TIMER_MS, signal);
    await timer(Math.max(0, Math.round(left)), signal);
  }
}

function timer(delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(handle);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const handle = setTimeout(done, delayMs);
    signal?.addEventListener('abort', done, { once: true });
  });
}
