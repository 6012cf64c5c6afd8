import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';

/** A schema of the document (OpenAPI 3.0). */
export type Schema = Readonly<Record<string, unknown>> & {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
};
export type Schemas = Readonly<Record<string, Schema>>;

interface Bounds {
  readonly minimum?: number;
  readonly maximum?: number;
}

const DEEPEST = 5;
/** What nobody's form would send, and what attackers do. */
const HOSTILE: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.constantFrom<unknown>(
    null,
    '',
    ' ',
    -1,
    0.5,
    1e308,
    Number.MAX_SAFE_INTEGER,
    '\u0000',
    '../../etc/passwd',
    "' OR 1=1 --",
    { $gt: '' },
    { $where: 'sleep(1000)' },
    [[[[]]]],
    '2026-02-30T25:61:61Z',
    '9'.repeat(400),
    '𝒳'.repeat(300),
    '<script>alert(1)</script>',
  ),
);

/** Makes values that a schema allows, or nearly: a field of an object may be anything. */
export class Values {
  constructor(private readonly schemas: Schemas) {}

  /** A good value, a good one with something bad in it, or something bad. */
  any(schema: Schema): fc.Arbitrary<unknown> {
    return fc.oneof(
      { weight: 4, arbitrary: this.good(schema) },
      { weight: 3, arbitrary: this.spoilt(schema) },
      { weight: 1, arbitrary: HOSTILE },
    );
  }

  good(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
    const { example, enum: values, nullable, ...rest } = this.resolve(schema);
    const plain = Array.isArray(values)
      ? fc.constantFrom(...(values as unknown[]))
      : this.ofType(rest, depth);
    const shown = example === undefined ? [] : [fc.constant(example)];
    return fc.oneof(plain, ...shown, ...(nullable ? [fc.constant(null)] : []));
  }

  private spoilt(schema: Schema): fc.Arbitrary<unknown> {
    const names = [...Object.keys(this.resolve(schema).properties ?? {}), '__proto__', 'surplus'];
    return fc
      .tuple(this.good(schema), fc.constantFrom(...names), HOSTILE)
      .map(([value, name, bad]) =>
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? Object.fromEntries([...Object.entries(value), [name, bad]])
          : bad,
      );
  }

  private ofType(schema: Schema, depth: number): fc.Arbitrary<unknown> {
    const choices = schema.oneOf ?? schema.anyOf;
    if (choices) return fc.oneof(...choices.map((one) => this.good(one, depth)));
    const { items, properties, required = [], type, format } = schema;
    if (depth > DEEPEST) return fc.constant({});
    if (type === 'array' || items) {
      return fc.array(this.good(items ?? {}, depth + 1), { maxLength: 3 });
    }
    if (properties) {
      const fields = Object.entries(properties).map(([name, field]) => [
        name,
        this.good(field, depth + 1),
      ]);
      return fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>, {
        requiredKeys: [...required],
      });
    }
    if (type === 'boolean') return fc.boolean();
    if (type === 'number' || type === 'integer') {
      const { minimum = 0, maximum = minimum + 1000 } = schema as Bounds;
      const isWide = Math.ceil(minimum) <= Math.floor(maximum);
      return isWide
        ? fc.integer({ min: Math.ceil(minimum), max: Math.floor(maximum) })
        : fc.double({ min: minimum, max: maximum, noNaN: true });
    }
    if (format === 'date-time')
      return fc.constantFrom('2026-01-15T04:30:00Z', '2099-01-01T00:00:00Z');
    if (type === 'string') return fc.string({ unit: 'grapheme', maxLength: 40 });
    return fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 1 }), {
      maxKeys: 3,
    });
  }

  resolve(schema: Schema): Schema {
    const found = schema.$ref && this.schemas[schema.$ref.split('/').at(-1) ?? ''];
    if (found) return this.resolve(found);
    const [only] = schema.allOf ?? [];
    const { allOf: _, ...own } = schema;
    return only ? { ...this.resolve(only), ...own } : schema;
  }
}

/** Says whether answers are what the document promises; its `nullable` is no JSON Schema. */
export class Answers {
  private readonly ajv = new Ajv({ strict: false, logger: false, unicodeRegExp: false });
  private readonly checks = new Map<Schema, ValidateFunction>();

  constructor(schemas: Schemas) {
    addFormats.default(this.ajv);
    const definitions = Object.fromEntries(
      Object.entries(schemas).map(([name, schema]) => [name, withNull(schema)]),
    );
    this.ajv.addSchema({ $id: 'doc', components: { schemas: definitions } });
  }

  /** What is wrong with an answer; null: nothing. */
  problem(schema: Schema, value: unknown): string | null {
    const check = this.checks.get(schema) ?? this.ajv.compile(withNull(schema));
    this.checks.set(schema, check);
    if (check(value)) return null;
    const [error] = check.errors ?? [];
    return `${error?.instancePath ?? ''} ${error?.message ?? ''}`;
  }
}

function withNull(schema: Schema): Schema {
  const inner = Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => !['nullable', 'example', 'default', 'discriminator'].includes(key))
      .map(([key, value]) => [key, converted(key, value)]),
  ) as Schema;
  return schema['nullable'] === true && Object.keys(inner).length > 0
    ? { anyOf: [inner, { type: 'null' }] }
    : inner;
}

function converted(key: string, value: unknown): unknown {
  if (key === '$ref') return `doc${String(value)}`;
  if (Array.isArray(value) && ['oneOf', 'anyOf', 'allOf'].includes(key)) {
    return (value as Schema[]).map(withNull);
  }
  const isSchema = key === 'items' || key === 'additionalProperties';
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (isSchema) return withNull(value as Schema);
  if (key !== 'properties') return value;
  return Object.fromEntries(
    Object.entries(value as Schemas).map(([name, field]) => [name, withNull(field)]),
  );
}
