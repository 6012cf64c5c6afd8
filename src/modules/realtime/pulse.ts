import { SECOND } from '../../common/time.js';

/** A socket must answer a probe within this (spec: routing, "Reachable"); ms of the wall. */
export const ANSWER_MS = 5 * SECOND;

/**
 * Does the other side of a socket still answer? Every ping of its protocol is a probe; whoever knows
 * the protocol answers by itself.
 */
export class Pulse {
  private timer: NodeJS.Timeout | undefined;
  private waiting: ((isAlive: boolean) => void)[] = [];
  private silent: () => void = () => undefined;
  private isOver = false;

  /** @param ping sends a probe */
  constructor(private readonly ping: () => void) {}

  /** Hears of a probe that was not answered in time. */
  onSilent(silent: () => void): void {
    this.silent = silent;
  }

  /** Sends a probe; was it, or the one that is under way, answered in time? */
  async ask(): Promise<boolean> {
    if (this.isOver) return false;
    const answer = new Promise<boolean>((resolve) => this.waiting.push(resolve));
    this.ping();
    this.asked();
    return await answer;
  }

  /** A probe is on its way. */
  asked(): void {
    if (this.isOver) return;
    this.timer ??= setTimeout(() => {
      this.settle(false);
      this.silent();
    }, ANSWER_MS).unref();
  }

  /** The other side gave a sign of life. */
  answered(): void {
    this.settle(true);
  }

  /** The socket is closed: nobody answers any more, and nobody is told of it. */
  end(): void {
    this.isOver = true;
    this.settle(false);
  }

  private settle(isAlive: boolean): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve(isAlive);
  }
}
