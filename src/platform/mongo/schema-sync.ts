import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo, Schema } from 'mongoose';
import { Log } from '../logging/log.js';
import { registeredSchemas } from './tenant-models.js';
import { jsonSchemaOf } from './validator.js';

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
    private readonly log: Log,
  ) {}

  /** Views to be brought into shape too. */
  addViews(...views: readonly DatabaseView[]): void {
    this.views.push(...views);
  }

  /**
   * One node at a time: see `Migrator`.
   * @throws Error that names the collection which cannot be brought into shape
   */
  async run(): Promise<void> {
    const database = this.connection.db;
    if (!database) throw new Error('no database');
    const existing = new Map(
      (await database.listCollections().toArray()).map((found) => [found.name, found]),
    );
    // Side by side: one after the other, a new database takes twice as long.
    await Promise.all(
      [...registeredSchemas()].map(async ([name, schema]) => {
        const model = this.connection.models[name] ?? this.connection.model(name, schema);
        const collection = model.collection.collectionName;
        await shape(database, collection, schema, existing.get(collection)).catch(
          (cause: unknown) => {
            throw new Error(`${collection}: ${(cause as Error).message}`, { cause });
          },
        );
      }),
    );
    for (const { name, on, pipeline } of this.views) {
      const view = { viewOn: on, pipeline: [...pipeline] };
      const found = existing.get(name);
      if (!found) await database.createCollection(name, view);
      else if (!isDeepStrictEqual({ ...optionsOf(found) }, view)) {
        await database.command({ collMod: name, ...view });
      }
    }
    this.log.debug('collections are in shape', { count: registeredSchemas().size });
  }
}

async function shape(
  database: mongo.Db,
  name: string,
  schema: Schema,
  found: object | undefined,
): Promise<void> {
  const validator = { $jsonSchema: jsonSchemaOf(schema) };
  if (!found) await database.createCollection(name, { validator });
  // A change of the collection waits for every transaction on it, also for a dead node's.
  else if (!isDeepStrictEqual(optionsOf(found).validator, validator)) {
    await database.command({ collMod: name, validator });
  }
  const indexes = schema.indexes().map(([key, { background: _mongoose, ...options }]) => {
    return { key, ...options } as mongo.IndexDescription;
  });
  if (indexes.length > 0) await database.collection(name).createIndexes(indexes);
}

const optionsOf = (collection: object): { readonly validator?: unknown } =>
  (collection as { options?: { validator?: unknown } }).options ?? {};
