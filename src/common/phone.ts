import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/**
 * One number in one form: E.164. Exotel writes Indian numbers as `0…`, `91…` or `+91…`
 * (exotel.md 1.3), so those three read as the same number.
 * @returns null when it is no possible number (a withheld or internal one)
 */
export function normalisePhone(raw: string | null | undefined): string | null {
  const text = (raw ?? '').trim();
  if (text === '' || text.length > 40) return null;
  const parsed = parsePhoneNumberFromString(text, 'IN');
  if (parsed?.isPossible()) return parsed.number;
  const digits = text.replace(/\D/g, '');
  const withPlus = digits.length > 10 ? parsePhoneNumberFromString(`+${digits}`) : undefined;
  return withPlus?.isPossible() ? withPlus.number : null;
}

/** For logs: all but the last four digits hidden. */
export function maskPhone(phone: string): string {
  return phone.length <= 4 ? '••••' : `••••${phone.slice(-4)}`;
}
