import { parsePhoneNumberFromString, validatePhoneNumberLength } from 'libphonenumber-js/max';

/** Every webhook of a call names the same two numbers: those read last are known. */
const RECENT = 1000;
const recent = new Map<string, string | null>();

/**
 * One number in one form: E.164. Exotel writes Indian numbers as `0…`, `91…` or `+91…`
 * (exotel.md 1.3), so those three read as the same number.
 * @returns null when it is no possible number (a withheld or internal one)
 */
export function normalisePhone(raw: string | null | undefined): string | null {
  const text = (raw ?? '').trim();
  if (text === '' || text.length > 40) return null;
  const known = recent.get(text);
  if (known !== undefined) return known;
  if (recent.size === RECENT) recent.clear();
  const number = readPhone(text);
  recent.set(text, number);
  return number;
}

function readPhone(text: string): string | null {
  const parsed = parsePhoneNumberFromString(text, 'IN');
  if (parsed?.isPossible()) return parsed.number;
  const digits = text.replace(/\D/g, '');
  const withPlus = digits.length > 10 ? parsePhoneNumberFromString(`+${digits}`) : undefined;
  return withPlus?.isPossible() ? withPlus.number : null;
}

const E164 = /^\+[1-9]\d{1,14}$/;

const PROBLEMS: Readonly<Record<string, string>> = {
  INVALID_COUNTRY: 'begins with the code of no country',
  TOO_SHORT: 'is too short for its country',
  TOO_LONG: 'is too long for its country',
  INVALID_LENGTH: 'has a number of digits that no number of its country has',
};

/** What is wrong with a number that shall be dialled, in words; null for a good one (E.164). */
export function dialProblem(number: unknown): string | null {
  if (typeof number !== 'string') return 'must be text such as +919812345678';
  if (!E164.test(number)) return 'must be written as + and up to 15 digits, such as +919812345678';
  const length = validatePhoneNumberLength(number);
  if (length !== undefined) return PROBLEMS[length] ?? 'is no possible number';
  const parsed = parsePhoneNumberFromString(number);
  if (!parsed?.isPossible()) return 'is no possible number';
  return parsed.number === number ? null : `must be written as ${parsed.number}`;
}
