import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, Model, mongo, Schema } from 'mongoose';
import { Log } from '../logging/log.js';
import { registeredSchemas } from './tenant-models.js';
import { jsonSchemaOf } from './validator.js';

/** Brings collections, their validators and their indexes to what the schemas say. */
@Injectable()
export class SchemaSync {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly log: Log,
  ) {}

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
    for (const [name, schema] of registeredSchemas()) {
      const model = this.connection.models[name] ?? this.connection.model(name, schema);
      const collection = model.collection.collectionName;
      await shape(database, model, existing.get(collection)).catch((cause: unknown) => {
        throw new Error(`${collection}: ${(cause as Error).message}`, { cause });
      });
    }
    this.log.debug('collections are in shape', { count: registeredSchemas().size });
  }
}

async function shape(
  database: mongo.Db,
  model: Pick<Model<never>, 'collection' | 'createIndexes'> & { readonly schema: Schema },
  found: object | undefined,
): Promise<void> {
  const name = model.collection.collectionName;
  const validator = { $jsonSchema: jsonSchemaOf(model.schema) };
  if (!found) await database.createCollection(name, { validator });
  // A change of the collection waits for every transaction on it, also for a dead node's.
  else if (!isDeepStrictEqual(optionsOf(found).validator, validator)) {
    await database.command({ collMod: name, validator });
  }
  await model.createIndexes();
}

const optionsOf = (collection: object): { readonly validator?: unknown } =>
  (collection as { options?: { validator?: unknown } }).options ?? {};
