import { isDeepStrictEqual } from 'node:util';
import type { Principal } from '../../platform/http/auth.decorators.js';
import type { Actor, FieldChange } from './settings-audit.types.js';

/** Who is recorded for a caller. */
export const actorOf = ({ apiKey, agentId }: Principal): Actor =>
  apiKey ? { apiKeyId: apiKey.id } : { agentId };

/** What stands in the record for a secret. */
export const HIDDEN = '••••';

/** Names of fields whose values nobody may read: `credentials.apiKey`, `webhookToken`, `password`. */
const SECRET = /secret|passw|token|credential|api_?key|private_?key|signing_?key/i;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' &&
  value !== null &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null);

/**
 * The fields that differ, by their path with dots, in the order of their names. What is left out is
 * the same as null; a list, a time and any other value is compared as a whole.
 */
export function differencesOf(before: unknown, after: unknown): FieldChange[] {
  return differences('', before ?? null, after ?? null);
}

function differences(field: string, before: unknown, after: unknown): FieldChange[] {
  const isBranch =
    (isFields(before) || before === null) &&
    (isFields(after) || after === null) &&
    Object.keys({ ...before, ...after }).length > 0;
  if (!isBranch) return isDeepStrictEqual(before, after) ? [] : [{ field, before, after }];
  const names = Object.keys({ ...before, ...after }).sort();
  return names.flatMap((name) =>
    differences(
      field === '' ? name : `${field}.${name}`,
      before?.[name] ?? null,
      after?.[name] ?? null,
    ),
  );
}

/** The changes as they may be read: that a secret changed is told, never from what or to what. */
export function withoutSecrets(changes: readonly FieldChange[]): FieldChange[] {
  return changes.map(({ field, before, after }) => ({
    field,
    before: hide(field, before),
    after: hide(field, after),
  }));
}

function hide(name: string, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (SECRET.test(name)) return HIDDEN;
  if (Array.isArray(value)) return value.map((entry: unknown) => hide(name, entry));
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hide(key, inner)]));
}
