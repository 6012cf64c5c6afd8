import type { Schema } from 'mongoose';

const BSON_TYPES: Readonly<Record<string, readonly string[]>> = {
  String: ['string'],
  Number: ['int', 'long', 'double', 'decimal'],
  Date: ['date'],
  Boolean: ['bool'],
  Array: ['array'],
  Map: ['object'],
  Embedded: ['object'],
};

interface PathOptions {
  readonly enum?: readonly unknown[] | { readonly values?: readonly unknown[] };
  readonly min?: number;
  readonly max?: number;
  readonly maxlength?: number;
  readonly minlength?: number;
  readonly required?: unknown;
}

/**
 * The collection's own `$jsonSchema`, made from the mongoose schema so that a rule is said once:
 * types, enums, ranges and required fields of the top level hold for every writer.
 */
export function jsonSchemaOf(schema: Schema): Record<string, unknown> {
  const properties: Record<string, unknown> = {};
  const required: string[] = ['_id'];
  for (const [name, type] of Object.entries(schema.paths)) {
    if (name.includes('.') || name === '__v') continue;
    const options = type.options as PathOptions;
    const isRequired = options.required === true;
    if (isRequired && name !== '_id') required.push(name);
    const types = BSON_TYPES[type.instance];
    if (!types) continue;
    const values = Array.isArray(options.enum)
      ? options.enum
      : (options.enum as { values?: readonly unknown[] } | undefined)?.values;
    properties[name] = {
      bsonType: isRequired ? types : [...types, 'null'],
      ...(values && { enum: isRequired ? values : [...values, null] }),
      ...(options.min !== undefined && { minimum: options.min }),
      ...(options.max !== undefined && { maximum: options.max }),
      ...(options.maxlength !== undefined && { maxLength: options.maxlength }),
      ...(options.minlength !== undefined && { minLength: options.minlength }),
    };
  }
  return { bsonType: 'object', required, properties };
}
