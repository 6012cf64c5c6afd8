import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { load } from 'js-yaml';

interface AsyncApi {
  readonly operations: {
    readonly hear: { readonly messages: readonly { readonly $ref: string }[] };
  };
  readonly components: {
    readonly messages: Readonly<Record<string, { readonly payload: object }>>;
  };
}

export const asyncApi = load(readFileSync('asyncapi.yaml', 'utf8')) as AsyncApi;

/** The names of what the server may send. */
export const heardByClients: readonly string[] = asyncApi.operations.hear.messages.map(({ $ref }) =>
  $ref.split('/').at(-1)!,
);

const ajv = new Ajv({ strict: false });
addFormats.default(ajv);
const checks = new Map<string, ValidateFunction>();

/** @throws Error when a message of the server is not what asyncapi.yaml says */
export function mustFitAsyncApi(event: string, data: unknown): void {
  if (!heardByClients.includes(event)) throw new Error(`asyncapi.yaml has no message ${event}`);
  const check = checks.get(event) ?? ajv.compile(asyncApi.components.messages[event]!.payload);
  checks.set(event, check);
  if (!check(data)) {
    throw new Error(`${event}: ${ajv.errorsText(check.errors)}: ${JSON.stringify(data)}`);
  }
}
