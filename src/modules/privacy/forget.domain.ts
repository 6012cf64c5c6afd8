import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** What may stand between two digits where people write numbers. */
const BETWEEN = String.raw`[\s().-]{0,2}`;

/**
 * Finds a number (E.164) in a text in every form that it is written in: `+91…`, `0091…`, `91…`,
 * `0…` or bare. A longer run of digits around it is another number.
 */
export function formsOf(number: string): RegExp {
  const parsed = parsePhoneNumberFromString(number);
  const country = parsed?.countryCallingCode ?? '';
  const national = parsed?.nationalNumber ?? number.replace(/\D/g, '');
  const digits = Array.from(national).join(BETWEEN);
  return new RegExp(String.raw`(?<!\d)(?:(?:\+|00)?${country}${BETWEEN})?0?${digits}(?!\d)`, 'g');
}

/** Where a recording of the caller's voice is. */
const RECORDING = /recording_?url/i;

type Fields = Readonly<Record<string, unknown>>;

/** A value without the number and without addresses of recordings; the same one where it has none. */
export function forget(value: unknown, forms: RegExp, instead: string): unknown {
  if (typeof value === 'string') return value.replace(forms, instead);
  if (Array.isArray(value))
    return sameOr(
      value,
      value.map((entry) => forget(entry, forms, instead)),
    );
  if (!isFields(value)) return value;
  const entries = Object.entries(value).map(([name, inner]) => [
    name,
    RECORDING.test(name) && typeof inner === 'string' ? null : forget(inner, forms, instead),
  ]);
  const changed = entries.some(([name, inner]) => value[name as string] !== inner);
  return changed ? (Object.fromEntries(entries) as Fields) : value;
}

function sameOr(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  return after.every((entry, place) => entry === before[place]) ? before : after;
}

/** The top-level fields of a document that change; null when none does. */
export function forgottenFields(document: Fields, forms: RegExp, instead: string): Fields | null {
  const after = forget(document, forms, instead) as Fields;
  const changed = Object.entries(after).filter(
    ([name, value]) => name !== '_id' && name !== 'clientId' && value !== document[name],
  );
  return changed.length > 0 ? Object.fromEntries(changed) : null;
}

function isFields(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
