import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Injectable,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { asTenantId } from '../../common/ids.js';
import { Config } from '../../config/config.js';
import { Log } from '../logging/log.js';
import { ChangeFeeds, type Change, type Feed } from '../mongo/change-feed.js';
import { Leases, type Lease } from '../mongo/leases.js';
import { SYSTEM } from '../mongo/tenant.plugin.js';
import { Transactions } from '../mongo/transactions.js';
import { BY_ID } from '../mongo/documents.js';
import type { EventCounter, EventDocument } from './event.schema.js';
import { EventStore } from './event-store.js';

const LEASE = 'event-numbering';
const LEASE_MS = 2000;
const RENEW_MS = 600;
const BATCH = 500;
/** Events that come close together are numbered in one write. */
const GATHER_MS = 40;

interface Unnumbered {
  readonly _id: string;
  readonly clientId: string;
}

/**
 * Gives each tenant's committed events their numbers. Ids made before a commit are not in the order
 * of commits, so one node under a lease numbers them in the order of the change stream; a batch, the
 * tenants' last numbers and the proof that the lease is still ours are one transaction, so there is no
 * gap and no repeat.
 */
@Injectable()
export class EventNumbering implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private stopped = false;
  private loop: Promise<void> | undefined;
  private feed: Feed | undefined;
  /** Event id → tenant, in the order of commits. */
  private waiting = new Map<string, string>();
  private last = new Map<string, number>();
  private wake: () => void = () => undefined;

  constructor(
    @InjectModel('Event') private readonly events: Model<EventDocument>,
    @InjectModel('EventCounter') private readonly counters: Model<EventCounter>,
    private readonly store: EventStore,
    private readonly config: Config,
    private readonly leases: Leases,
    private readonly feeds: ChangeFeeds,
    private readonly transactions: Transactions,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.roles.has('worker')) this.loop = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.wake();
    await this.loop;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        const lease = await this.leases.take(LEASE, LEASE_MS);
        if (lease) await this.lead(lease);
      } catch (error) {
        this.log.warn('event numbering interrupted', { error });
      }
      if (!this.stopped) await sleep(RENEW_MS);
    }
  }

  /** Numbers until the lease is lost or the process stops. */
  private async lead(lease: Lease): Promise<void> {
    this.waiting = new Map();
    this.last = new Map();
    this.feed = await this.feeds.follow({
      name: LEASE,
      collections: ['events'],
      operations: ['insert'],
      onReset: () => this.readBacklog(),
      onChange: (change) => this.take(change),
    });
    let renewed = performance.now();
    try {
      while (!this.stopped && lease.isHeld()) {
        if (performance.now() - renewed > RENEW_MS) {
          if (!(await this.leases.take(LEASE, LEASE_MS))) return;
          renewed = performance.now();
        }
        if (this.waiting.size === 0) {
          await this.somethingToDo();
          continue;
        }
        if (this.waiting.size < BATCH) await sleep(GATHER_MS);
        const batch = [...this.waiting].slice(0, BATCH);
        await this.number(lease, batch);
        for (const [id] of batch) this.waiting.delete(id);
      }
    } finally {
      await this.feed.close();
      if (this.stopped) await this.leases.release(LEASE).catch(() => undefined);
    }
  }

  private async somethingToDo(): Promise<void> {
    await Promise.race([
      new Promise<void>((resolve) => (this.wake = resolve)),
      sleep(RENEW_MS, undefined, { ref: false }),
    ]);
  }

  /** What was committed while nobody numbered. */
  private async readBacklog(): Promise<void> {
    const open = await this.events
      .find({ pending: true })
      .select({ _id: 1, clientId: 1 })
      .sort({ _id: 1 })
      .setOptions(SYSTEM)
      .lean<Unnumbered[]>();
    this.waiting = new Map(open.map((event) => [event._id, event.clientId]));
  }

  private take(change: Change): void {
    if (change.operationType !== 'insert') return;
    const { _id, clientId } = change.fullDocument as unknown as Unnumbered;
    this.waiting.set(_id, clientId);
    this.wake();
  }

  private async number(lease: Lease, batch: readonly (readonly [string, string])[]): Promise<void> {
    for (const [, clientId] of batch) {
      if (!this.last.has(clientId)) this.last.set(clientId, await this.lastOf(clientId));
    }
    const isFresh = await this.numberAll(lease, batch);
    if (isFresh) return;
    // The stream told again of some that were in the backlog, which have their numbers.
    const ids = batch.map(([id]) => id);
    const open = await this.events
      .find({ _id: { $in: ids }, pending: true })
      .select({ _id: 1 })
      .setOptions(SYSTEM)
      .lean<{ _id: string }[]>();
    const unnumbered = new Set(open.map((event) => event._id));
    await this.numberAll(
      lease,
      batch.filter(([id]) => unnumbered.has(id)),
    );
  }

  /** @returns false, and does nothing, if one of them has a number already */
  private async numberAll(
    lease: Lease,
    batch: readonly (readonly [string, string])[],
  ): Promise<boolean> {
    if (batch.length === 0) return true;
    const counters = new Map<string, number>();
    const writes = batch.map(([_id, clientId]) => {
      const seq = (counters.get(clientId) ?? this.last.get(clientId) ?? 0) + 1;
      counters.set(clientId, seq);
      const update = { $set: { seq }, $unset: { pending: 1 as const } };
      return { updateOne: { filter: { _id, pending: true }, update, hint: BY_ID } };
    });
    try {
      await this.transactions.run(async (session) => {
        await lease.fence(session);
        const { matchedCount } = await this.events.collection.bulkWrite(writes as never, {
          session,
        });
        if (matchedCount < batch.length) throw new NumberedBefore();
        await this.counters.collection.bulkWrite(
          [...counters].map(([clientId, seq]) => ({
            updateOne: {
              filter: { _id: clientId, clientId },
              update: { $set: { seq } },
              upsert: true,
            },
          })) as never,
          { session },
        );
      });
    } catch (error) {
      if (error instanceof NumberedBefore) return false;
      throw error;
    }
    for (const [clientId, seq] of counters) this.last.set(clientId, seq);
    return true;
  }

  private async lastOf(clientId: string): Promise<number> {
    const [counter, newest] = await Promise.all([
      this.counters.findOne({ _id: clientId, clientId }).lean<EventCounter>(),
      this.store.lastNumber(asTenantId(clientId)),
    ]);
    return Math.max(counter?.seq ?? 0, newest);
  }
}

class NumberedBefore extends Error {}
