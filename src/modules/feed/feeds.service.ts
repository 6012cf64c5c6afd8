import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { TenantId } from '../../common/ids.js';
import { DAY } from '../../common/time.js';
import { Config } from '../../config/config.js';
import type { NumberedEvent } from '../../platform/events/event.schema.js';
import { EventStore } from '../../platform/events/event-store.js';
import { EventStream } from '../../platform/events/event-stream.js';
import { Log } from '../../platform/logging/log.js';
import { Departments } from './departments.js';
import { roomsOf } from './rooms.domain.js';
import { TenantFeed, type FeedSource, type Told } from './tenant-feed.js';
import { wireOf } from './wire.domain.js';

/** How far back a socket can go on after its last event. */
export const RECOVERABLE_MS = DAY;

export interface ReadEvents {
  readonly told: readonly Told[];
  /** Everything up to this number was looked at. */
  readonly upTo: number;
  /** Is there nothing after it now? */
  readonly isEnd: boolean;
}

/** What companies' listeners hear: live as it is numbered, and again from the collection. */
@Injectable()
export class Feeds implements OnApplicationBootstrap, FeedSource {
  private readonly open = new Map<TenantId, Set<TenantFeed>>();

  constructor(
    private readonly store: EventStore,
    private readonly stream: EventStream,
    private readonly departments: Departments,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.roles.has('realtime')) return;
    await this.stream.subscribe({
      listensTo: (clientId) => this.open.has(clientId),
      onEvents: (events) => this.hand(events),
      onGap: () => {
        for (const feeds of this.open.values()) for (const feed of feeds) feed.lookAgain();
      },
    });
  }

  /** Hears a company's events from now on, in order, each once. */
  async follow(clientId: TenantId, tell: (told: Told) => void): Promise<TenantFeed> {
    const feed = new TenantFeed(clientId, this, tell);
    const feeds = this.open.get(clientId) ?? new Set();
    this.open.set(clientId, feeds.add(feed));
    try {
      await feed.open();
    } catch (error) {
      this.leave(feed);
      throw error;
    }
    return feed;
  }

  leave(feed: TenantFeed): void {
    feed.close();
    const feeds = this.open.get(feed.clientId);
    feeds?.delete(feed);
    if (feeds?.size === 0) this.open.delete(feed.clientId);
  }

  /** Reads on after a number. */
  async read(clientId: TenantId, after: number, limit: number): Promise<ReadEvents> {
    const events = await this.store.after(clientId, after, limit);
    const told = await this.translate(clientId, events);
    return { told, upTo: events.at(-1)?.seq ?? after, isEnd: events.length < limit };
  }

  /** Can a listener that has everything up to a number go on after it, and miss nothing? */
  async canResume(clientId: TenantId, lastSeq: number): Promise<boolean> {
    const [missed] = await this.store.after(clientId, lastSeq, 1);
    if (!missed) return lastSeq <= (await this.store.lastSeq(clientId));
    const isYoung = missed.at.getTime() > this.clock.now() - RECOVERABLE_MS;
    return missed.seq === lastSeq + 1 && isYoung;
  }

  async lastSeq(clientId: TenantId): Promise<number> {
    return await this.store.lastSeq(clientId);
  }

  async after(clientId: TenantId, seq: number, limit: number): Promise<readonly NumberedEvent[]> {
    return await this.store.after(clientId, seq, limit);
  }

  async translate(clientId: TenantId, events: readonly NumberedEvent[]): Promise<readonly Told[]> {
    const wires = events.map((event) => ({ seq: event.seq, wire: wireOf(event) }));
    const agentIds = wires.flatMap(({ wire }) =>
      wire?.audience.kind === 'everybody' && wire.audience.about !== null
        ? [wire.audience.about]
        : [],
    );
    const departments = await this.departments.of(clientId, [...new Set(agentIds)]);
    return wires.map(({ seq, wire }) => {
      if (!wire) return { seq, wire, rooms: [] };
      const about = wire.audience.kind === 'everybody' ? wire.audience.about : null;
      const department = about === null ? null : (departments.get(about) ?? null);
      return { seq, wire, rooms: roomsOf(wire.audience, department) };
    });
  }

  failed(error: unknown): void {
    this.log.warn('events not passed on yet', { error });
  }

  private hand(events: readonly NumberedEvent[]): void {
    const byTenant = new Map<string, NumberedEvent[]>();
    for (const event of events) {
      if (!this.open.has(event.clientId as TenantId)) continue;
      const own = byTenant.get(event.clientId);
      if (own) own.push(event);
      else byTenant.set(event.clientId, [event]);
    }
    for (const [clientId, own] of byTenant) {
      for (const feed of this.open.get(clientId as TenantId) ?? []) feed.take(own);
    }
  }
}
