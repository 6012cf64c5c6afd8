import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { Log } from '../logging/log.js';
import { LeaseLostError, Leases, type Lease } from './leases.js';
import { MIGRATIONS } from './migrations/all.js';
import type { Migration } from './migrations/migration.js';
import { SchemaSync } from './schema-sync.js';
import { Transactions } from './transactions.js';

/** What is kept of a migration that has run. */
interface MigrationRecord {
  /** Its name. */
  readonly _id: string;
  readonly at: Date;
  readonly ms: number;
  /** The machine and process that ran it. */
  readonly node: string;
}

const LEASE = 'migrations';
/** A killed node's work is taken up again after so long. */
const LEASE_MS = 10_000;
const LOOK_AGAIN_MS = 200;

/**
 * Brings a database to what this version of the program expects: the migrations that have not run,
 * then collections, validators and indexes. One node does it, under a lease, while others wait.
 */
@Injectable()
export class Migrator {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly schemas: SchemaSync,
    private readonly leases: Leases,
    private readonly transactions: Transactions,
    private readonly log: Log,
  ) {}

  /**
   * To be done before anything else is.
   * @throws Error that names the migration which failed; none after it has run
   */
  async run(migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
    const lease = await this.takeLease();
    const renewal = setInterval(() => {
      this.leases.take(LEASE, LEASE_MS).catch((error: unknown) => {
        this.log.warn('lease not prolonged', { lease: LEASE, error });
      });
    }, LEASE_MS / 3);
    try {
      for (const migration of await this.pending(migrations)) await this.apply(migration, lease);
      await this.schemas.run();
    } finally {
      clearInterval(renewal);
      await this.leases.release(LEASE);
    }
  }

  /** Those that have not run yet, in order. */
  async pending(migrations: readonly Migration[] = MIGRATIONS): Promise<readonly Migration[]> {
    const done = new Set(await this.records().distinct('_id'));
    const known = new Set(migrations.map(({ name }) => name));
    const unknown = [...done].filter((name) => !known.has(name));
    if (unknown.length > 0) {
      this.log.warn('the database is of a newer version', { migrations: unknown });
    }
    return migrations.filter(({ name }) => !done.has(name));
  }

  private async takeLease(): Promise<Lease> {
    for (let looks = 0; ; looks += 1) {
      const lease = await this.leases.take(LEASE, LEASE_MS);
      if (lease) return lease;
      if (looks === 0) this.log.info('waits for another node that prepares the database');
      await sleep(LOOK_AGAIN_MS);
    }
  }

  private async apply(migration: Migration, lease: Lease): Promise<void> {
    const { name } = migration;
    const { db } = this.connection;
    if (!db) throw new Error('no database');
    if (!lease.isHeld()) throw new LeaseLostError(LEASE);
    this.log.info('migration begins', { migration: name });
    const begun = performance.now();
    try {
      await migration.up(db);
    } catch (cause) {
      throw new Error(`migration ${name} failed: ${(cause as Error).message}`, { cause });
    }
    const ms = Math.round(performance.now() - begun);
    const node = `${hostname()}:${process.pid}`;
    await this.transactions.run(async (session) => {
      await lease.fence(session);
      const record = [{ $set: { at: '$$NOW', ms, node } }];
      await this.records().updateOne({ _id: name }, record, { upsert: true, session });
    });
    this.log.info('migration done', { migration: name, ms });
  }

  private records() {
    return this.connection.collection<MigrationRecord>('migrations');
  }
}
