import { z } from 'zod';
import type { FieldProblem } from '../../common/errors.js';
import { asAgentId, asTeamId } from '../../common/ids.js';

/** A value that nobody changes. */
export type DeepReadonly<T> = T extends readonly (infer Entry)[]
  ? readonly DeepReadonly<Entry>[]
  : T extends { readonly __brand: string }
    ? T
    : T extends object
      ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
      : T;

const LONGEST_ID = 64;
const TAG = /<[a-z!/?]/i;

export const whole = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.number(error).int(error).min(min, error).max(max, error);
};

export const amount = (min: number, max: number) => {
  const error = `must be a number from ${min} to ${max}`;
  return z.number(error).min(min, error).max(max, error);
};

export const flag = () => z.boolean('must be true or false');

export const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, `must be one of ${values.join(', ')}`);

export const text = (max: number) => {
  const error = `must be text of at most ${max} characters`;
  return z.string(error).max(max, error);
};

/** A name: some visible text without HTML tags. */
export const name = (max: number) =>
  text(max)
    .regex(/\S/, 'must not be blank')
    .refine((value) => !TAG.test(value), 'must not contain HTML tags');

/** For `refine`: a list whose names differ, whatever the case. */
export const noTwice = <T>(nameOf: (entry: T) => string) =>
  [
    (entries: readonly T[]) =>
      new Set(entries.map((entry) => nameOf(entry).trim().toLowerCase())).size === entries.length,
    'must not name one twice',
  ] as const;

/** An agent's id: the whole number or its decimal string. */
export const agentId = () => {
  const error = 'must be the whole number of an agent';
  return z
    .union([z.int(error).min(1, error), z.string().regex(/^\d{1,15}$/, error)], error)
    .transform((value) => asAgentId(Number(value)));
};

export const teamId = () => text(LONGEST_ID).transform(asTeamId);

/** A time of the day, from 00:00 to 23:59. */
export const timeOfDay = () =>
  z
    .string('must be a time such as 09:00')
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:00');

/** The end of a window: from 00:01 to 24:00, the end of the day. */
export const endOfWindow = () =>
  z
    .string('must be a time such as 18:00; 24:00 is the end of the day')
    .regex(
      /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/,
      'must be a time such as 18:00; 24:00 is the end of the day',
    );

/** An object that has no other fields. */
export const fields = <T extends z.ZodRawShape>(shape: T) =>
  z.strictObject(shape, 'must be an object');

type Shape = Readonly<Record<string, z.ZodType>>;
const shapeOf = (schema: z.ZodType): Shape | null =>
  schema instanceof z.ZodObject ? schema.shape : null;

/** What may be sent of a set of fields: any of them, at any depth; null takes one back. */
export function changesOf(schema: z.ZodType): z.ZodType {
  const shape = shapeOf(schema);
  if (!shape) return schema;
  return fields(
    Object.fromEntries(
      Object.entries(shape).map(([key, inner]) => [key, changesOf(inner).nullish()]),
    ),
  );
}

export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/** Reads what was sent, and tells every field that is wrong at once, each in one sentence. */
export function read<T>(schema: z.ZodType<T>, given: unknown): Read<T> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return { ok: true, value: parsed.data };
  const problems = new Map<string, FieldProblem>();
  const note = (path: readonly PropertyKey[], message: string) => {
    const field = path.map(String).join('.');
    if (!problems.has(field)) problems.set(field, { field, message });
  };
  for (const issue of parsed.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) note([...issue.path, key], 'is not known');
    } else {
      note(issue.path, issue.message);
    }
  }
  return { ok: false, problems: [...problems.values()] };
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * What is sent on top of what there is: sets of fields are gone through, everything else (a list, a
 * choice of several forms) is taken whole. Null takes a field back: to its default, where one is
 * given, else so that it is missing.
 */
export function merge(
  schema: z.ZodType,
  base: Fields,
  changes: Fields,
  defaults: Fields = {},
): Fields {
  const shape = shapeOf(schema) ?? {};
  const merged: Record<string, unknown> = { ...base };
  for (const [key, change] of Object.entries(changes)) {
    const inner = shape[key];
    const isSet = inner !== undefined && shapeOf(inner) !== null;
    if (change === undefined) continue;
    if (change !== null && isSet) {
      const [own, ownDefaults] = [merged[key] ?? {}, defaults[key] ?? {}];
      merged[key] = merge(inner, own as Fields, change as Fields, ownDefaults as Fields);
    } else if (change !== null) merged[key] = change;
    else if (key in defaults) merged[key] = defaults[key];
    else delete merged[key];
  }
  return merged;
}
