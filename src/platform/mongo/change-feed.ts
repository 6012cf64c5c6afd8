import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { Log } from '../logging/log.js';

/** A change of one document. */
export type Change =
  | mongo.ChangeStreamInsertDocument
  | mongo.ChangeStreamUpdateDocument
  | mongo.ChangeStreamReplaceDocument
  | mongo.ChangeStreamDeleteDocument;
type Stream = mongo.ChangeStream;

/** MongoDB's codes for "that place in the history is gone": begin again with a new look. */
const HISTORY_LOST = new Set([280, 286, 260]);
const BACK_OFF_MS = [50, 100, 250, 500, 1000, 2000];
/** The driver looks for the database by itself for a while: so long it may be silent. */
const SILENCE_MS = 5000;
/**
 * Where few changes come, they are let come together for so long: each question for more costs the
 * database a look through its history.
 */
const GATHER_MS = 10;
const FEW = 50;
const OPERATIONS = ['insert', 'update', 'replace', 'delete'] as const;
type Operation = (typeof OPERATIONS)[number];

export interface FeedOptions {
  /** For the log and `/health/ready`. */
  readonly name: string;
  readonly collections: readonly string[];
  /** Which kinds of change matter; MongoDB sends no others. All, where it is left out. */
  readonly operations?: readonly Operation[];
  /** Which changes matter; all, where it is left out. */
  wants?(change: Change): boolean;
  /**
   * Called first, and again whenever a part of the history may be missing: read the whole state
   * anew. What changed since shortly before comes (perhaps again) after it.
   */
  onReset(): Promise<void>;
  /** Called in the order of commits, one at a time. */
  onChange(change: Change): void | Promise<void>;
}

export interface Feed {
  readonly name: string;
  /** Is it connected and has it read the state? */
  isLive(): boolean;
  close(): Promise<void>;
}

/** Does a change touch one of these fields? An insert, a replacement or a removal touches all. */
export function touches(change: Change, fields: readonly string[]): boolean {
  if (change.operationType !== 'update') return true;
  const updated = change.updateDescription.updatedFields ?? {};
  return fields.some((field) => field in updated);
}

/**
 * Follows changes of collections as long as the process lives, over outages of the database. All
 * feeds of a process share one change stream: each further stream would read the history again.
 */
@Injectable()
export class ChangeFeeds implements BeforeApplicationShutdown {
  private readonly feeds = new Set<SharedFeed>();
  private stream: Stream | undefined;
  private token: unknown;
  private begin: mongo.Timestamp | undefined;
  private heardAt = 0;
  private isClosed = false;
  private loop: Promise<void> | undefined;
  private wake: () => void = () => undefined;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly log: Log,
  ) {}

  /** Begins to follow; resolves when the state was read for the first time. */
  async follow(options: FeedOptions): Promise<Feed> {
    const feed = new SharedFeed(
      options,
      this.log,
      () => this.isConnected(),
      () => this.leave(feed),
    );
    this.begin ??= await this.operationTime();
    const before = this.wanted();
    this.feeds.add(feed);
    const isNew = this.wanted() !== before;
    feed.reset();
    this.loop ??= this.run();
    if (isNew) await this.reopen();
    await feed.firstLook;
    return feed;
  }

  /** The feeds that are behind or disconnected, by name. */
  lagging(): readonly string[] {
    return [...this.feeds].filter((feed) => !feed.isLive()).map((feed) => feed.name);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isClosed = true;
    this.wake();
    await this.reopen();
  }

  private isConnected(): boolean {
    return this.heardAt > 0 && performance.now() - this.heardAt < SILENCE_MS;
  }

  private leave(feed: SharedFeed): void {
    this.feeds.delete(feed);
  }

  /** Ends the present stream; the loop opens the next one where this one stopped. */
  private async reopen(): Promise<void> {
    this.wake();
    const { stream } = this;
    this.stream = undefined;
    await stream?.close().catch(() => undefined);
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.isClosed) {
      try {
        const stream = this.open();
        this.stream = stream;
        // MongoDB answers at least once a second, with changes or with none.
        stream.on('resumeTokenChanged', () => (this.heardAt = performance.now()));
        let restedAt = performance.now();
        let came = 0;
        for await (const change of stream) {
          failures = 0;
          this.token = change._id;
          this.hand(change as Change);
          came += 1;
          if (performance.now() - restedAt < GATHER_MS) continue;
          if (came < FEW) await sleep(GATHER_MS);
          restedAt = performance.now();
          came = 0;
        }
        this.token = stream.resumeToken ?? this.token;
      } catch (error) {
        if (this.isClosed) return;
        // Closed on purpose: there are more collections to follow.
        if (this.stream === undefined) continue;
        this.heardAt = 0;
        this.log.warn('change stream interrupted', { error });
        if (HISTORY_LOST.has((error as { code?: number }).code ?? 0)) await this.startAnew();
        const pause = BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)] ?? 0;
        failures += 1;
        await Promise.race([sleep(pause), new Promise<void>((resolve) => (this.wake = resolve))]);
      }
    }
  }

  private hand(change: Change): void {
    const name = 'ns' in change && 'coll' in change.ns ? change.ns.coll : '';
    for (const feed of this.feeds) feed.take(name, change);
  }

  private async startAnew(): Promise<void> {
    this.token = undefined;
    this.begin = await this.operationTime().catch(() => this.begin);
    for (const feed of this.feeds) feed.reset();
  }

  /** What all feeds together ask for, as conditions; equal texts ask for the same. */
  private conditions(): object[] {
    const wanted = new Map<string, Set<Operation>>();
    for (const { collections, operations } of this.feeds) {
      for (const name of collections) {
        const kinds = wanted.get(name) ?? new Set<Operation>();
        operations.forEach((kind) => kinds.add(kind));
        wanted.set(name, kinds);
      }
    }
    return [...wanted].map(([name, kinds]) => ({
      'ns.coll': name,
      operationType: { $in: [...kinds].sort() },
    }));
  }

  private wanted(): string {
    return JSON.stringify(this.conditions());
  }

  /** MongoDB's own "now", as a place in its history. */
  private async operationTime(): Promise<mongo.Timestamp> {
    const answer = await this.connection.db?.command({ ping: 1 });
    return answer?.['operationTime'] as mongo.Timestamp;
  }

  private open(): Stream {
    const database = this.connection.db;
    if (!database) throw new Error('no database');
    const from =
      this.token === undefined ? { startAtOperationTime: this.begin } : { resumeAfter: this.token };
    return database.watch([{ $match: { $or: this.conditions() } }], {
      ...from,
      maxAwaitTimeMS: 1000,
      batchSize: 1000,
    });
  }
}

/** One follower: its changes wait in a line of their own, so that a slow one holds up no other. */
class SharedFeed implements Feed {
  readonly name: string;
  readonly collections: readonly string[];
  readonly operations: readonly Operation[];
  readonly firstLook: Promise<void>;
  private line: Promise<void> = Promise.resolve();
  private hasState = false;
  private isClosed = false;
  private looked: () => void = () => undefined;

  constructor(
    private readonly options: FeedOptions,
    private readonly log: Log,
    private readonly isConnected: () => boolean,
    private readonly onClosed: () => void,
  ) {
    this.name = options.name;
    this.collections = options.collections;
    this.operations = options.operations ?? OPERATIONS;
    this.firstLook = new Promise((resolve) => (this.looked = resolve));
  }

  isLive(): boolean {
    return this.hasState && this.isConnected();
  }

  take(collection: string, change: Change): void {
    if (!this.collections.includes(collection)) return;
    if (!this.operations.includes(change.operationType)) return;
    if (this.options.wants && !this.options.wants(change)) return;
    this.line = this.after(this.line, async () => await this.options.onChange(change));
  }

  /** Reads the state anew, in its turn. */
  reset(): void {
    this.hasState = false;
    this.line = this.after(this.line, () => this.look());
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.onClosed();
    await this.line;
  }

  /** A change that can't be taken in would leave a wrong picture: the state is read anew. */
  private async after(before: Promise<void>, work: () => Promise<void>): Promise<void> {
    await before;
    for (let failures = 0; !this.isClosed; failures += 1) {
      try {
        await (failures === 0 ? work() : this.look());
        return;
      } catch (error) {
        this.hasState = false;
        this.log.warn('change not taken in', { feed: this.name, error });
        await sleep(BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)] ?? 0);
      }
    }
  }

  private async look(): Promise<void> {
    await this.options.onReset();
    this.hasState = true;
    this.looked();
  }
}
