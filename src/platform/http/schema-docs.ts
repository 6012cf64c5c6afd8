import type { ApiBodyOptions } from '@nestjs/swagger';
import { z } from 'zod';

export type OpenApiSchema = Extract<ApiBodyOptions, { schema: unknown }>['schema'];
type Node = OpenApiSchema & { properties?: Record<string, Node>; required?: string[] };

/** A schema as OpenAPI says it, every field with its default. */
export function openApiOf(schema: z.ZodType, defaults: unknown): OpenApiSchema {
  const document = z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input' }) as Node;
  return withDefaults(document, defaults);
}

/** The same where every field may be left out. */
export function openApiOfChanges(schema: z.ZodType, defaults: unknown): OpenApiSchema {
  return withoutRequired(openApiOf(schema, defaults));
}

function withDefaults(node: Node, defaults: unknown): Node {
  if (!node.properties) return defaults === undefined ? node : { ...node, default: defaults };
  const known = (defaults ?? {}) as Readonly<Record<string, unknown>>;
  return through(node, (inner, key) => withDefaults(inner, known[key]));
}

function withoutRequired(node: Node): Node {
  const { required, ...rest } = through(node, withoutRequired);
  return required ? rest : node;
}

function through(node: Node, change: (inner: Node, key: string) => Node): Node {
  if (!node.properties) return node;
  const properties = Object.entries(node.properties).map(([key, inner]) => [
    key,
    change(inner, key),
  ]);
  return { ...node, properties: Object.fromEntries(properties) as Record<string, Node> };
}
