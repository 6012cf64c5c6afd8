import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { Log } from '../logging/log.js';
import { Leases } from './leases.js';
import { jsonSchemaOf } from './validator.js';

const LEASE = 'schema-sync';
const LEASE_MS = 30_000;

/** What can be read like a collection and is made from others when it is read. */
export interface DatabaseView {
  readonly name: string;
  readonly on: string;
  readonly pipeline: readonly object[];
}

/** Brings collections, their validators and their indexes to what the schemas say. */
@Injectable()
export class SchemaSync {
  private readonly views: DatabaseView[] = [];

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly leases: Leases,
    private readonly log: Log,
  ) {}

  /** Views to be brought into shape too. */
  addViews(...views: readonly DatabaseView[]): void {
    this.views.push(...views);
  }

  /** Done before the first request is taken; one node does it while the others wait. */
  async run(): Promise<void> {
    while (!(await this.leases.take(LEASE, LEASE_MS))) await sleep(200);
    const database = this.connection.db;
    if (!database) throw new Error('no database');
    const existing = new Map(
      (await database.listCollections().toArray()).map((found) => [found.name, found]),
    );
    for (const model of Object.values(this.connection.models)) {
      const { collectionName: name } = model.collection;
      const validator = { $jsonSchema: jsonSchemaOf(model.schema) };
      const found = existing.get(name);
      if (!found) await database.createCollection(name, { validator });
      // A change of the collection waits for every transaction on it, also for a dead node's.
      else if (!isDeepStrictEqual(optionsOf(found).validator, validator)) {
        await database.command({ collMod: name, validator });
      }
      await model.createIndexes();
    }
    for (const { name, on, pipeline } of this.views) {
      const view = { viewOn: on, pipeline: [...pipeline] };
      const found = existing.get(name);
      if (!found) await database.createCollection(name, view);
      else if (!isDeepStrictEqual({ ...optionsOf(found) }, view)) {
        await database.command({ collMod: name, ...view });
      }
    }
    await this.leases.release(LEASE);
    this.log.debug('collections are in shape', {
      count: Object.keys(this.connection.models).length,
    });
  }
}

const optionsOf = (collection: object): { readonly validator?: unknown } =>
  (collection as { options?: { validator?: unknown } }).options ?? {};
