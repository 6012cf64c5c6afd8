import { ScaledClock, wallMs, type SimClock } from '../scaled-clock.js';

/**
 * The one clock of server, simulator and agents. It runs at one speed and can be set forward: to
 * the morning of the next day, while no call is live.
 */
export class DemoClock implements SimClock {
  /** For CLOCK_ANCHOR: at this time of the wall the clock showed that. */
  anchor = '';
  private clock: ScaledClock;

  constructor(
    readonly speed: number,
    startMs: number,
  ) {
    this.clock = this.set(startMs);
  }

  now(): number {
    return this.clock.now();
  }

  date(): Date {
    return new Date(this.now());
  }

  async sleep(virtualMs: number, signal?: AbortSignal): Promise<void> {
    await this.clock.sleep(virtualMs, signal);
  }

  async sleepUntil(ms: number, signal?: AbortSignal): Promise<void> {
    // Timers may be a little early, and much too early after the clock was set.
    for (;;) {
      const left = ms - this.now();
      if (left <= 0 || signal?.aborted) return;
      await this.sleep(left, signal);
    }
  }

  /** Shows `ms` from now on. */
  set(ms: number): ScaledClock {
    // Whole milliseconds, as the servers get them: else they would be a little off.
    const anchorRealMs = Math.round(wallMs());
    const anchorMs = Math.round(ms);
    this.anchor = `${anchorRealMs}:${anchorMs}`;
    this.clock = new ScaledClock({ speed: this.speed, anchorRealMs, anchorMs });
    return this.clock;
  }
}
