import type { DynamicModule } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import type { Schema } from 'mongoose';
import { tenantPlugin } from './tenant.plugin.js';

const registered = new Map<string, Schema>();

/** The schemas of all modules that are loaded, by the names of their models. */
export function registeredSchemas(): ReadonlyMap<string, Schema> {
  return registered;
}

/** Every collection of companies' data, by its name: what has a `clientId`. */
export function tenantCollections(): ReadonlyMap<string, Schema> {
  const schemas = [...registered.values()].filter((schema) => schema.path('clientId'));
  return new Map(schemas.map((schema) => [String(schema.get('collection')), schema]));
}

/** Registers the collections of a module; every one of them is scoped to its tenant. */
export function tenantModels(models: Readonly<Record<string, unknown>>): DynamicModule {
  return MongooseModule.forFeature(
    Object.entries(models).map(([name, given]) => {
      // Each schema has a document type of its own; here only that it is a schema matters.
      const schema = given as Schema;
      schema.plugin(tenantPlugin);
      registered.set(name, schema);
      return { name, schema };
    }),
  );
}
