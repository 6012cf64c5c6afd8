import { routesOf, type Body, type Document, type Operation, type Parameter } from './openapi.js';
import { docstring, keyOf, quoted, typeOf } from './types.js';

const HEAD = '// Made from the OpenAPI document by dev/clients.ts: change that, not this.\n';
const PLACES = ['path', 'query', 'header'] as const;
/** What a field of the input is called, for each place where a parameter may stand. */
const FIELD = { path: 'path', query: 'query', header: 'headers' } as const;

/** The text of `schemas.ts`: every schema of the document by its name. */
export function schemasText({ components }: Document): string {
  const types = Object.entries(components.schemas)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([name, schema]) =>
        `${docstring(schema.description, '')}export type ${name} = ${typeOf(schema)};\n`,
    );
  return `${HEAD}\n${types.join('\n')}`;
}

/** The text of `api.ts`: a class with one method for each operation. */
export function apiText(document: Document): string {
  const methods = routesOf(document).map(({ method, path, operation }) =>
    methodText(method, path, operation),
  );
  const text = methods.join('\n');
  const used = Object.keys(document.components.schemas)
    .filter((name) => new RegExp(`\\b${name}\\b`).test(text))
    .sort();
  return `${HEAD}import type {\n${used.map((name) => `  ${name},\n`).join('')}} from './schemas.js';
import { Transport } from './transport.js';

/** Crosspoint's interface, one method for each operation; refusals throw a CrosspointError. */
export class Crosspoint extends Transport {
${text}}
`;
}

function methodText(method: string, path: string, operation: Operation): string {
  const { operationId, parameters = [], requestBody, summary, description } = operation;
  const fields = [
    ...PLACES.flatMap((place) => parametersField(place, parameters)),
    ...bodyField(requestBody),
  ];
  const [as, answer] = answerOf(operation);
  const doc = docstring([summary, description].filter(Boolean).join(' '), '  ');
  const isOptional = fields.every(({ isRequired }) => !isRequired);
  const input = `input${isOptional ? '?' : ''}: {\n${fields.map(({ text }) => text).join('')}  }`;
  const [given, passed] =
    fields.length === 0 ? ['', '{}'] : [input, isOptional ? 'input ?? {}' : 'input'];
  return `${doc}  ${operationId}(${given}): Promise<${answer}> {
    return this.request(${quoted(method)}, ${quoted(path)}, ${passed}, ${quoted(as)});
  }
`;
}

interface Field {
  readonly text: string;
  readonly isRequired: boolean;
}

function parametersField(place: (typeof PLACES)[number], all: readonly Parameter[]): Field[] {
  const some = all.filter((parameter) => parameter.in === place);
  if (some.length === 0) return [];
  const isRequired = some.some(({ required }) => required);
  const inner = some.map(
    ({ name, required, description, schema }) =>
      `${docstring(description, '      ')}      readonly ${keyOf(name)}${required ? '' : '?'}: ${typeOf(schema, '      ')};\n`,
  );
  const text = `    readonly ${FIELD[place]}${isRequired ? '' : '?'}: {\n${inner.join('')}    };\n`;
  return [{ text, isRequired }];
}

function bodyField(body: Body | undefined): Field[] {
  if (!body?.content) return [];
  const types = Object.entries(body.content).map(([kind, { schema }]) => {
    if (kind === 'multipart/form-data') return 'FormData';
    return kind.startsWith('text/') ? 'string' : typeOf(schema, '    ');
  });
  const isRequired = body.required ?? false;
  const text = `    readonly body${isRequired ? '' : '?'}: ${types.join(' | ')};\n`;
  return [{ text, isRequired }];
}

/** How a good answer is read, and the type that it then has. */
function answerOf({ responses }: Operation): readonly ['json' | 'text' | 'blob', string] {
  const [, good] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? [];
  const kinds = Object.keys(good?.content ?? {});
  if (kinds.every((kind) => kind.startsWith('text/')) && kinds.length > 0)
    return ['text', 'string'];
  const json = good?.content?.['application/json'];
  return json && kinds.length === 1 ? ['json', typeOf(json.schema, '  ')] : ['blob', 'Blob'];
}
