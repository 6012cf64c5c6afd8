import { performance } from 'node:perf_hooks';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession, Collection, Connection } from 'mongoose';
import { Ids } from '../../common/ids.js';
import { Log } from '../logging/log.js';

interface LeaseDocument {
  readonly _id: string;
  readonly holder: string;
  /** Grows with each new holder: a holder that was away too long is told by it. */
  readonly token: number;
  readonly expiresAt: Date;
  /** How many transactions proved themselves with it. */
  readonly fenced?: number;
}

/** Held work: `fence` inside a transaction makes the commit fail if another node has taken over. */
export interface Lease {
  readonly name: string;
  readonly token: number;
  isHeld(): boolean;
  fence(session: ClientSession): Promise<void>;
}

export class LeaseLostError extends Error {
  constructor(name: string) {
    super(`the lease ${name} has gone to another node`);
    this.name = 'LeaseLostError';
  }
}

/** Work that one node does at a time. Lasts by MongoDB's own time, not by any node's clock. */
@Injectable()
export class Leases implements BeforeApplicationShutdown {
  private readonly holder: string;
  private readonly held = new Map<string, HeldLease>();
  private readonly known = new Set<string>();

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly log: Log,
    ids: Ids,
  ) {
    this.holder = ids.next();
  }

  /**
   * The lease, for at least half of `ttlMs` of the wall; null while another node has it. It is
   * written when it is taken and when half of it is over: work that comes ten times a second does
   * not write ten times a second.
   */
  async take(name: string, ttlMs: number): Promise<Lease | null> {
    const asked = performance.now();
    const ours = this.held.get(name);
    if (ours && ours.until - asked > ttlMs / 2) return ours;
    const mine = { $eq: ['$holder', this.holder] };
    await this.makeKnown(name);
    const document = await this.collection().findOneAndUpdate(
      { _id: name, $expr: { $or: [mine, { $lte: ['$expiresAt', '$$NOW'] }] } },
      [
        {
          $set: {
            token: { $cond: [mine, '$token', { $add: ['$token', 1] }] },
            expiresAt: { $dateAdd: { startDate: '$$NOW', unit: 'millisecond', amount: ttlMs } },
          },
        },
        { $set: { holder: this.holder } },
      ],
      { returnDocument: 'after' },
    );
    if (!document) {
      this.held.delete(name);
      return null;
    }
    const held = this.held.get(name);
    if (held?.token === document.token) {
      held.until = asked + ttlMs;
      return held;
    }
    const lease = new HeldLease(name, document.token, asked + ttlMs, this.collection());
    this.held.set(name, lease);
    this.log.debug('lease taken', { lease: name, fencing: document.token });
    return lease;
  }

  /** Hands a lease back, so that another node need not wait for its end. */
  async release(name: string): Promise<void> {
    this.held.delete(name);
    await this.collection().updateOne(
      { _id: name, holder: this.holder },
      { $set: { expiresAt: new Date(0) } },
    );
  }

  /** Which of these leases somebody holds now, be it this process or another. */
  async heldOf(names: readonly string[]): Promise<Set<string>> {
    const held = await this.collection()
      .find({ _id: { $in: [...names] }, $expr: { $gt: ['$expiresAt', '$$NOW'] } })
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    return new Set(held.map((lease) => lease._id));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.allSettled([...this.held.keys()].map((name) => this.release(name)));
  }

  /** An upsert can't ask for MongoDB's own time, so the document must be there first. */
  private async makeKnown(name: string): Promise<void> {
    if (this.known.has(name)) return;
    await this.collection().updateOne(
      { _id: name },
      { $setOnInsert: { holder: '', token: 0, expiresAt: new Date(0) } },
      { upsert: true },
    );
    this.known.add(name);
  }

  private collection() {
    return this.connection.collection<LeaseDocument>('leases');
  }
}

class HeldLease implements Lease {
  constructor(
    readonly name: string,
    readonly token: number,
    public until: number,
    private readonly collection: Collection<LeaseDocument>,
  ) {}

  isHeld(): boolean {
    return performance.now() < this.until;
  }

  async fence(session: ClientSession): Promise<void> {
    const result = await this.collection.updateOne(
      { _id: this.name, token: this.token },
      { $inc: { fenced: 1 } },
      { session },
    );
    if (result.matchedCount === 0) throw new LeaseLostError(this.name);
  }
}
