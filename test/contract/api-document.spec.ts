import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clientFiles } from '../../dev/clients/files.js';
import type { Document } from '../../dev/clients/openapi.js';
import { AppHarness } from '../support/harness.js';
import { OpenApi, type Schema } from '../support/openapi.js';

let app: AppHarness;
let document: OpenApi;

beforeAll(async () => {
  app = await AppHarness.start();
  document = await OpenApi.of(app);
});
afterAll(() => app.stop());

/** The names of operations for which something is so. */
const those = (isSo: (name: string) => boolean) => document.operations().filter(isSo);
const answersOf = (name: string, first: string) =>
  Object.entries(document.get(name).responses).filter(([status]) => status.startsWith(first));

/** Required fields that a reader could not fill in: no example, no choice, no form. */
function bare(schema: Schema, path: string, seen: readonly string[] = []): string[] {
  if (schema.$ref && seen.includes(schema.$ref)) return [];
  const inside = schema.$ref ? [...seen, schema.$ref] : seen;
  const found = document.resolve(schema);
  const { example, enum: values, format, properties, required = [], items, oneOf, type } = found;
  if (example !== undefined || values || format || found.default !== undefined) return [];
  if (oneOf) return oneOf.flatMap((one) => bare(one, path, inside));
  if (items) return bare(items, `${path}[]`, inside);
  if (properties) {
    return Object.entries(properties)
      .filter(([name]) => required.includes(name))
      .flatMap(([name, field]) => bare(field, `${path}.${name}`, inside));
  }
  return type === 'string' || type === 'number' || type === 'integer' ? [path] : [];
}

describe('the API document', () => {
  it('says of every operation what it does', () => {
    const isSilent = (name: string) => {
      const { summary, description } = document.get(name);
      return !summary?.trim() && !description?.trim();
    };
    expect(those(isSilent)).toEqual([]);
  });

  it('names every operation once', () => {
    const ids = document.operations().map((name) => document.get(name).operationId);
    expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
  });

  it('shows every error of every operation by its code, with an example', () => {
    const isBare = (name: string) => {
      const errors = [...answersOf(name, '4'), ...answersOf(name, '5')];
      const examples = errors.map(([, answer]) => answer.content?.['application/json']?.examples);
      return errors.length === 0 || examples.some((one) => Object.keys(one ?? {}).length === 0);
    };
    expect(those(isBare)).toEqual([]);
  });

  it('says what every operation answers', () => {
    const isUnsaid = (name: string) => {
      const answers = [...answersOf(name, '2'), ...answersOf(name, '3')];
      return !answers.some(
        ([status, { content = {} }]) =>
          status === '204' ||
          status.startsWith('3') ||
          Object.values(content).some(({ schema }) => schema),
      );
    };
    expect(those((name) => !name.startsWith('HEAD ') && isUnsaid(name))).toEqual([]);
  });

  it('shows every body and every answer whole', () => {
    const isBare = (name: string) => {
      const { requestBody, responses } = document.get(name);
      return [requestBody, ...Object.values(responses)].some((shown) => {
        const json = shown?.content?.['application/json'];
        return json?.schema && json.example === undefined && !json.examples;
      });
    };
    expect(those(isBare)).toEqual([]);
  });

  it('shows an example of every field that must be sent', () => {
    const fields = document.operations().flatMap((name) => {
      const json = document.get(name).requestBody?.content?.['application/json'];
      return json?.schema && !json.examples ? bare(json.schema, name) : [];
    });
    expect(fields).toEqual([]);
  });

  it('names what a program needs to come in, for every route that takes an agent', () => {
    const isUnsaid = (name: string) =>
      document.get(name).security !== undefined && document.scopesOf(name).length === 0;
    expect(those(isUnsaid)).toEqual([]);
  });
});

describe('the clients', () => {
  it('are made from this document: node dist/dev/clients.js', async () => {
    const served = (await app.http().get('/docs-json')).body as Document;
    for (const [path, text] of Object.entries(clientFiles(served))) {
      expect([path, (await readFile(path, 'utf8')) === text]).toEqual([path, true]);
    }
  });
});
