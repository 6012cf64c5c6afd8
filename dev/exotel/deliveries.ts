import type { SimClock } from '../scaled-clock.js';
import { between, chance, type SimRandom } from '../seeded-random.js';
import type { DeliveryOptions } from './options.js';

/** Sends once; true when the customer's server took it (2xx). */
export type Send = () => Promise<boolean>;

/** Longest virtual wait of a delivery for the one that is to overtake it. */
const OVERTAKE_MS = 30_000;

/**
 * Asynchronous webhooks: in order for each call unless the options say otherwise, since deliveries
 * "may be delayed or lost", doubled and reordered (exotel.md 3.1).
 */
export class Deliveries {
  /** How often each of it happened. */
  readonly faults = { doubled: 0, late: 0, reordered: 0, lost: 0 };
  private readonly tails = new Map<string, Promise<unknown>>();
  private readonly held = new Map<string, Set<() => void>>();
  private readonly pending = new Set<Promise<void>>();

  constructor(
    private readonly clock: SimClock,
    private readonly random: SimRandom,
    private readonly options: DeliveryOptions,
    private readonly closing: AbortSignal,
  ) {}

  /** Hands over one delivery of a call and returns at once. */
  deliver(callSid: string, send: Send, retries = 0, retryAfterMs = 0): void {
    if (this.happens('lost')) return;
    const copies = this.happens('doubled') ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      this.track(this.deliverCopy(callSid, send, retries, retryAfterMs));
    }
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.pending.size > 0) await Promise.all(this.pending);
  }

  private happens(fault: keyof Deliveries['faults']): boolean {
    const isSo = chance(this.random, this.options[fault]);
    if (isSo) this.faults[fault] += 1;
    return isSo;
  }

  private track(work: Promise<void>): void {
    const tracked = work.finally(() => this.pending.delete(tracked));
    this.pending.add(tracked);
  }

  private async deliverCopy(sid: string, send: Send, retries: number, afterMs: number) {
    if (this.happens('late')) {
      const [from, to] = this.options.lateSeconds;
      await this.clock.sleep(between(this.random, from, to) * 1000, this.closing);
    } else if (this.happens('reordered')) {
      await this.overtaken(sid);
    }
    for (let left = retries; ; left -= 1) {
      const taken = await this.inTurn(sid, send);
      for (const release of this.held.get(sid) ?? []) release();
      if (taken || left <= 0 || this.closing.aborted) return;
      await this.clock.sleep(afterMs, this.closing);
    }
  }

  /** One at a time for each call, in the order of asking. */
  private async inTurn(sid: string, send: Send): Promise<boolean> {
    if (this.closing.aborted) return true;
    const mine = (this.tails.get(sid) ?? Promise.resolve()).then(send);
    this.tails.set(sid, mine);
    try {
      return await mine;
    } finally {
      if (this.tails.get(sid) === mine) this.tails.delete(sid);
    }
  }

  private async overtaken(sid: string): Promise<void> {
    const released = new AbortController();
    const release = (): void => released.abort();
    const waiting = this.held.get(sid) ?? new Set();
    this.held.set(sid, waiting.add(release));
    this.closing.addEventListener('abort', release, { once: true });
    await this.clock.sleep(OVERTAKE_MS, released.signal);
    this.closing.removeEventListener('abort', release);
    waiting.delete(release);
    if (waiting.size === 0) this.held.delete(sid);
  }
}
