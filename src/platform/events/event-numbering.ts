import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Injectable,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { Config } from '../../config/config.js';
import { Log } from '../logging/log.js';
import { ChangeFeeds, type Change, type Feed } from '../mongo/change-feed.js';
import { Leases, type Lease } from '../mongo/leases.js';
import { SYSTEM } from '../mongo/tenant.plugin.js';
import { Transactions } from '../mongo/transactions.js';
import type { EventDocument } from './event.schema.js';
import { above } from '../mongo/partial-index.js';

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
 * of commits, so one node under a lease numbers them in the order of the change stream; a batch and
 * the proof that the lease is still ours are one transaction, so there is no gap and no repeat.
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
    const next = await this.transactions.run(async (session) => {
      await lease.fence(session);
      const open = await this.events
        .find({ _id: { $in: batch.map(([id]) => id) }, pending: true })
        .select({ _id: 1 })
        .setOptions(SYSTEM)
        .session(session)
        .lean<{ _id: string }[]>();
      const unnumbered = new Set(open.map((event) => event._id));
      const counters = new Map(this.last);
      const writes = batch
        .filter(([id]) => unnumbered.has(id))
        .map(([_id, clientId]) => {
          const seq = (counters.get(clientId) ?? 0) + 1;
          counters.set(clientId, seq);
          return {
            updateOne: {
              filter: { _id },
              update: { $set: { seq }, $unset: { pending: 1 as const } },
            },
          };
        });
      if (writes.length > 0) await this.events.collection.bulkWrite(writes as never, { session });
      return counters;
    });
    this.last = next;
  }

  private async lastOf(clientId: string): Promise<number> {
    const newest = await this.events
      .findOne({ clientId, seq: above(0) })
      .sort({ seq: -1 })
      .select({ seq: 1 })
      .lean<{ seq: number }>();
    return newest?.seq ?? 0;
  }
}
