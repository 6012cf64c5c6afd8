import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { Log } from '../logging/log.js';
import { ChangeFeeds, touches, type Change } from '../mongo/change-feed.js';
import { SYSTEM } from '../mongo/tenant.plugin.js';
import type { EventDocument, NumberedEvent } from './event.schema.js';

export interface EventListener {
  /** News, each tenant's in the order of its numbers; an event may come twice. */
  onEvents(events: readonly NumberedEvent[]): void;
  /** Some may have been missed: what counts is in the collection. */
  onGap(): void;
}

/** Events that one query reads. */
const BATCH = 500;
const BACK_OFF_MS = [50, 100, 250, 500, 1000, 2000];

/** The numbered events as they come, on every node. Opened when the first listener asks. */
@Injectable()
export class EventStream implements BeforeApplicationShutdown {
  private readonly listeners = new Set<EventListener>();
  private opening: Promise<unknown> | undefined;
  /** Ids of events that were numbered and have not been read yet, in that order. */
  private waiting: string[] = [];
  private isReading = false;
  private isStopped = false;

  constructor(
    @InjectModel('Event') private readonly events: Model<EventDocument>,
    private readonly feeds: ChangeFeeds,
    private readonly log: Log,
  ) {}

  /** Hears every numbered event from now on; returns the way to stop. */
  async subscribe(listener: EventListener): Promise<() => void> {
    this.listeners.add(listener);
    this.opening ??= this.feeds.follow({
      name: 'event-stream',
      collections: ['events'],
      operations: ['update'],
      wants: (change) => touches(change, ['seq']),
      onReset: () => Promise.resolve(this.tellGap()),
      onChange: (change) => this.take(change),
    });
    await this.opening;
    return () => this.listeners.delete(listener);
  }

  beforeApplicationShutdown(): void {
    this.isStopped = true;
  }

  private take(change: Change): void {
    this.waiting.push(String(change.documentKey._id));
    if (!this.isReading) void this.read();
  }

  /** Reads whatever came meanwhile with one query, until nothing is left. */
  private async read(): Promise<void> {
    this.isReading = true;
    for (let failures = 0; this.waiting.length > 0 && !this.isStopped;) {
      const ids = this.waiting.slice(0, BATCH);
      try {
        const found = await this.events
          .find({ _id: { $in: ids }, seq: { $gt: 0 } })
          .setOptions(SYSTEM)
          .sort({ clientId: 1, seq: 1 })
          .lean<NumberedEvent[]>();
        this.waiting = this.waiting.slice(ids.length);
        failures = 0;
        for (const listener of this.listeners) listener.onEvents(found);
      } catch (error) {
        this.log.warn('numbered events not read', { error });
        await sleep(BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)] ?? 0);
        failures += 1;
      }
    }
    this.isReading = false;
  }

  private tellGap(): void {
    for (const listener of this.listeners) listener.onGap();
  }
}
