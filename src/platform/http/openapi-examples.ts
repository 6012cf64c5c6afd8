export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly format?: string;
  readonly example?: unknown;
  readonly default?: unknown;
  readonly nullable?: boolean;
  readonly minimum?: number;
}
export type Schemas = Readonly<Record<string, Schema>>;

const AN_ID = '0199d2a0-7c3e-7c11-9f2e-5b1d8c3a4e6f';
const A_TIME = '2026-01-15T04:30:00.000Z';
/** A schema may contain itself. */
const DEPTH = 8;

/** A whole example of a schema, put together from those of its fields. */
export function exampleOf(given: Schema, schemas: Schemas, name = '', depth = 0): unknown {
  const schema = resolve(given, schemas);
  const { example, enum: values, oneOf, items, properties, nullable } = schema;
  if (example !== undefined) return example;
  if (schema.default !== undefined) return schema.default;
  if (values) return values[0];
  if (depth >= DEPTH) return null;
  if (oneOf?.[0]) return exampleOf(oneOf[0], schemas, name, depth + 1);
  if (items) return [exampleOf(items, schemas, name, depth + 1)];
  if (properties) {
    const fields = Object.entries(properties).map(([field, inner]) => [
      field,
      exampleOf(inner, schemas, field, depth + 1),
    ]);
    return Object.fromEntries(fields) as unknown;
  }
  return plain(schema, name, nullable ?? false);
}

function resolve(schema: Schema, schemas: Schemas): Schema {
  const { $ref, allOf, ...own } = schema;
  const base = ($ref && schemas[$ref.split('/').at(-1) ?? '']) || allOf?.[0];
  return base ? { ...resolve(base, schemas), ...own } : schema;
}

function plain({ type, format, minimum }: Schema, name: string, isNullable: boolean): unknown {
  if (format === 'date-time') return A_TIME;
  if (/(^id|Id)$/.test(name) && type === 'string') return AN_ID;
  if (isNullable) return null;
  if (type === 'boolean') return true;
  if (type === 'number' || type === 'integer') return minimum ?? 0;
  return type === 'string' ? '…' : {};
}
