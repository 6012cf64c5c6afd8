import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { asTenantId, type TenantId } from '../../common/ids.js';
import { Log } from '../logging/log.js';
import { ChangeFeeds, type Change } from '../mongo/change-feed.js';
import { SYSTEM } from '../mongo/tenant.plugin.js';
import type { EventCounter, EventDocument, NumberedEvent } from './event.schema.js';

export interface EventListener {
  /** Does anybody here listen to this tenant? Where nobody does, its events are not read. */
  listensTo(clientId: TenantId): boolean;
  /** News, each tenant's in the order of its numbers, of tenants that others listen to as well. */
  onEvents(events: readonly NumberedEvent[]): void;
  /** Some may have been missed: what counts is in the collection. */
  onGap(): void;
}

/** Events that one query reads. */
const BATCH = 500;
const BACK_OFF_MS = [50, 100, 250, 500, 1000, 2000];

/**
 * The numbered events as they come, on every node. Opened when the first listener asks. It follows
 * the tenants' last numbers, which are few, and reads the events up to them for those who listen.
 */
@Injectable()
export class EventStream implements BeforeApplicationShutdown {
  private readonly listeners = new Set<EventListener>();
  private opening: Promise<unknown> | undefined;
  /** What each tenant's events were read up to. */
  private readonly read = new Map<string, number>();
  /** What they have been numbered to. */
  private readonly due = new Map<string, number>();
  private isReading = false;
  private isStopped = false;

  constructor(
    @InjectModel('Event') private readonly events: Model<EventDocument>,
    @InjectModel('EventCounter') private readonly counters: Model<EventCounter>,
    private readonly feeds: ChangeFeeds,
    private readonly log: Log,
  ) {}

  /** Hears every numbered event from now on; returns the way to stop. */
  async subscribe(listener: EventListener): Promise<() => void> {
    this.listeners.add(listener);
    this.opening ??= this.feeds.follow({
      name: 'event-stream',
      collections: ['event_counters'],
      operations: ['insert', 'update'],
      onReset: () => this.beginAnew(),
      onChange: (change) => this.take(change),
    });
    await this.opening;
    return () => this.listeners.delete(listener);
  }

  beforeApplicationShutdown(): void {
    this.isStopped = true;
  }

  private async beginAnew(): Promise<void> {
    const all = await this.counters.find({}).setOptions(SYSTEM).lean<EventCounter[]>();
    for (const { _id, seq } of all) this.skipTo(_id, seq);
    for (const listener of this.listeners) listener.onGap();
  }

  private skipTo(clientId: string, seq: number): void {
    this.read.set(clientId, Math.max(seq, this.read.get(clientId) ?? 0));
    if ((this.due.get(clientId) ?? 0) <= seq) this.due.delete(clientId);
  }

  private take(change: Change): void {
    const { clientId, seq } = counterOf(change);
    if (seq <= (this.read.get(clientId) ?? 0)) return;
    const tenant = asTenantId(clientId);
    if (![...this.listeners].some((listener) => listener.listensTo(tenant))) {
      this.skipTo(clientId, seq);
      return;
    }
    this.due.set(clientId, seq);
    if (!this.isReading) void this.readDue();
  }

  /** Reads whatever came meanwhile with one query, until nothing is left. */
  private async readDue(): Promise<void> {
    this.isReading = true;
    for (let failures = 0; this.due.size > 0 && !this.isStopped;) {
      const wanted = [...this.due];
      try {
        const found = await this.events
          .find({
            $or: wanted.map(([clientId, upTo]) => ({
              clientId,
              // Named, or the index of what is numbered would not serve it.
              seq: { $gt: this.read.get(clientId) ?? 0, $lte: upTo, $type: 'number' },
            })),
          } as object)
          .setOptions(SYSTEM)
          .sort({ clientId: 1, seq: 1 })
          .limit(BATCH)
          .lean<NumberedEvent[]>();
        for (const { clientId, seq } of found) this.skipTo(clientId, seq);
        if (found.length < BATCH)
          for (const [clientId, upTo] of wanted) this.skipTo(clientId, upTo);
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
}

function counterOf(change: Change): { readonly clientId: string; readonly seq: number } {
  if (change.operationType === 'insert') {
    const { _id, seq } = change.fullDocument as unknown as EventCounter;
    return { clientId: _id, seq };
  }
  const updated = change.operationType === 'update' && change.updateDescription.updatedFields;
  const seq = Number((updated || {})['seq'] ?? 0);
  return { clientId: String(change.documentKey._id), seq };
}
