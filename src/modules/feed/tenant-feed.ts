import { setTimeout as sleep } from 'node:timers/promises';
import type { TenantId } from '../../common/ids.js';
import type { NumberedEvent } from '../../platform/events/event.schema.js';
import type { Wire } from './wire.types.js';

/** A numbered event on its way out. */
export interface Told {
  readonly seq: number;
  /** Null: sockets hear nothing of it. */
  readonly wire: Wire | null;
  /** Who is in one of these hears it. */
  readonly rooms: readonly string[];
}

/** Where a feed gets its events from. */
export interface FeedSource {
  lastSeq(clientId: TenantId): Promise<number>;
  after(clientId: TenantId, seq: number, limit: number): Promise<readonly NumberedEvent[]>;
  translate(clientId: TenantId, events: readonly NumberedEvent[]): Promise<readonly Told[]>;
  failed(error: unknown): void;
}

const READ_AT_ONCE = 500;
const BACK_OFF_MS = [50, 100, 250, 500, 1000, 2000];

/**
 * The events of one company in the order of their numbers, each once. The stream of events brings
 * them; where that skips a number or was interrupted, the collection has them.
 */
export class TenantFeed {
  /** The number of the last event that was told. */
  last = 0;
  private inbox: NumberedEvent[] = [];
  /** Something may be in the collection that the stream did not bring. */
  private isBehind = false;
  private isPumping = true;
  private isClosed = false;

  constructor(
    readonly clientId: TenantId,
    private readonly source: FeedSource,
    private readonly tell: (told: Told) => void,
  ) {}

  /** Begins after the last event of now; what comes meanwhile is kept. */
  async open(): Promise<void> {
    this.last = await this.source.lastSeq(this.clientId);
    void this.pump();
  }

  close(): void {
    this.isClosed = true;
  }

  take(events: readonly NumberedEvent[]): void {
    this.inbox.push(...events);
    if (!this.isPumping) void this.pump();
  }

  /** The stream was interrupted. */
  lookAgain(): void {
    this.isBehind = true;
    if (!this.isPumping) void this.pump();
  }

  private async pump(): Promise<void> {
    this.isPumping = true;
    let failures = 0;
    while (!this.isClosed) {
      try {
        const events = await this.next();
        if (events === null) break;
        for (const told of await this.source.translate(this.clientId, events)) {
          this.last = told.seq;
          this.tell(told);
        }
        failures = 0;
      } catch (error) {
        this.isBehind = true;
        this.source.failed(error);
        await sleep(BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)] ?? 0);
        failures += 1;
      }
    }
    this.isPumping = false;
  }

  /** What comes after the last one that was told; null when nothing does. */
  private async next(): Promise<readonly NumberedEvent[] | null> {
    this.inbox = this.inbox.filter(({ seq }) => seq > this.last);
    const [first] = this.inbox;
    if (!this.isBehind && first?.seq !== this.last + 1) {
      if (first === undefined) return null;
      this.isBehind = true;
    }
    if (!this.isBehind) return this.takeRun();
    this.isBehind = false;
    const read = await this.source.after(this.clientId, this.last, READ_AT_ONCE);
    this.isBehind ||= read.length === READ_AT_ONCE;
    if (read.length > 0) return read;
    // What was between is nowhere any more: it was removed.
    return this.inbox.length === 0 ? null : [this.inbox[0] as NumberedEvent];
  }

  /** The part of the inbox that follows without a gap. */
  private takeRun(): readonly NumberedEvent[] {
    const gap = this.inbox.findIndex(({ seq }, place) => seq !== this.last + 1 + place);
    const run = gap === -1 ? this.inbox : this.inbox.slice(0, gap);
    this.inbox = this.inbox.slice(run.length);
    return run;
  }
}
