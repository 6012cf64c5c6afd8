import type { AppHarness } from './harness.js';

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly format?: string;
  readonly example?: unknown;
  readonly default?: unknown;
}
interface Content {
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, unknown>>;
}
interface Documented {
  readonly content?: Readonly<Record<string, Content>>;
  readonly description?: string;
}
export interface DocumentedOperation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly security?: unknown;
  readonly requestBody?: Documented;
  readonly responses: Readonly<Record<string, Documented>>;
  readonly 'x-scope'?: string;
}

/** The document that the server shows, by operation: `GET /api/agents/{id}`. */
export class OpenApi {
  private constructor(
    private readonly byName: ReadonlyMap<string, DocumentedOperation>,
    private readonly schemas: Readonly<Record<string, Schema>>,
  ) {}

  static async of(app: AppHarness): Promise<OpenApi> {
    const { paths, components } = (await app.http().get('/docs-json')).body as {
      paths: Record<string, Record<string, DocumentedOperation>>;
      components: { schemas: Record<string, Schema> };
    };
    const byName = new Map(
      Object.entries(paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(
          ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
        ),
      ),
    );
    return new OpenApi(byName, components.schemas);
  }

  operations(): string[] {
    return [...this.byName.keys()];
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  get(name: string): DocumentedOperation {
    const operation = this.byName.get(name);
    if (!operation) throw new Error(`no such operation: ${name}`);
    return operation;
  }

  /** One of these opens it to an API key; none: it is not for keys. */
  scopesOf(name: string): readonly string[] {
    return this.get(name)['x-scope']?.split(' ') ?? [];
  }

  resolve(schema: Schema): Schema {
    const found = schema.$ref && this.schemas[schema.$ref.split('/').at(-1) ?? ''];
    if (found) return this.resolve(found);
    const [only] = schema.allOf ?? [];
    return only ? { ...this.resolve(only), ...schema } : schema;
  }
}

/** A body as the document shows it, with what is required; undefined where none is taken. */
export function bodyOf(document: OpenApi, name: string): unknown {
  const schema = document.get(name).requestBody?.content?.['application/json']?.schema;
  return schema && exampleOf(document, schema);
}

function exampleOf(document: OpenApi, given: Schema): unknown {
  const schema = document.resolve(given);
  const { example, enum: values, oneOf, items, properties = {}, required = [] } = schema;
  if (example !== undefined) return example;
  if (schema.default !== undefined) return schema.default;
  if (values) return values[0];
  if (oneOf?.[0]) return exampleOf(document, oneOf[0]);
  if (items) return [exampleOf(document, items)];
  if (schema.type === 'boolean') return true;
  if (schema.type === 'number' || schema.type === 'integer') return 1;
  if (schema.type === 'string') return schema.format === 'date-time' ? '2099-01-01T00:00:00Z' : 'x';
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([field]) => required.includes(field))
      .map(([field, inner]) => [field, exampleOf(document, inner)]),
  );
}
