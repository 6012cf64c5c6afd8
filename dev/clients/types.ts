import type { Schema } from './openapi.js';

const WORD = /^[A-Za-z_$][\w$]*$/;

/** Text in single quotes. */
export const quoted = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

export const keyOf = (name: string): string => (WORD.test(name) ? name : quoted(name));

/** A schema as a TypeScript type. */
export function typeOf(schema: Schema | undefined, indent = ''): string {
  if (!schema) return 'unknown';
  const type = bareType(schema, indent);
  return schema.nullable && type !== 'null' ? `${type} | null` : type;
}

/** One above, as a docstring; nothing where there is nothing to say. */
export function docstring(text: string | undefined, indent: string): string {
  const line = text?.replaceAll(/\s+/g, ' ').replaceAll('*/', '* /').trim();
  return line ? `${indent}/** ${line} */\n` : '';
}

function bareType(schema: Schema, indent: string): string {
  const { $ref, allOf, oneOf, anyOf, type, items, properties, additionalProperties } = schema;
  if ($ref) return $ref.split('/').at(-1) ?? 'unknown';
  if (allOf) return allOf.map((part) => typeOf(part, indent)).join(' & ');
  const choices = oneOf ?? anyOf;
  if (choices) return unionOf(choices.map((part) => typeOf(part, indent)));
  if (schema.enum) return unionOf(schema.enum.map(literal));
  if (items ?? type === 'array') return `readonly ${wrapped(typeOf(items, indent))}[]`;
  if (properties && Object.keys(properties).length > 0) return objectType(schema, indent);
  if (type === 'object' || additionalProperties) {
    const inner = typeof additionalProperties === 'object' ? additionalProperties : undefined;
    return `Readonly<Record<string, ${typeOf(inner, indent)}>>`;
  }
  if (type === 'string') return schema.format === 'binary' ? 'Blob' : 'string';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'boolean') return 'boolean';
  return schema.nullable ? 'null' : 'unknown';
}

function objectType({ properties = {}, required = [] }: Schema, indent: string): string {
  const inside = `${indent}  `;
  const fields = Object.entries(properties).map(([name, field]) => {
    const mark = required.includes(name) ? '' : '?';
    const doc = docstring(field.description, inside);
    return `${doc}${inside}readonly ${keyOf(name)}${mark}: ${typeOf(field, inside)};\n`;
  });
  return `{\n${fields.join('')}${indent}}`;
}

const literal = (value: unknown): string =>
  typeof value === 'string' ? quoted(value) : JSON.stringify(value);
const unionOf = (types: readonly string[]): string => [...new Set(types)].join(' | ');
const wrapped = (type: string): string => (/[|&]| /.test(type) ? `(${type})` : type);
