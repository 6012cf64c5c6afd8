import { getCountry } from 'countries-and-timezones';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Countries that have numbers of their own, but no entry in the list of zones. */
const UNLISTED: Readonly<Record<string, readonly string[]>> = {
  XK: ['Europe/Belgrade'],
  AC: ['Atlantic/St_Helena'],
  TA: ['Atlantic/St_Helena'],
};

const known = new Map<string, readonly string[]>();

/**
 * Every zone of the countries that a number may be of: a number says a country at best, not where its
 * owner is. Empty for a number of no country (a satellite's, an international free one).
 * @param phoneNumber E.164
 */
export function zonesOf(phoneNumber: string): readonly string[] {
  const parsed = parsePhoneNumberFromString(phoneNumber);
  const countries = parsed?.country ? [parsed.country] : (parsed?.getPossibleCountries() ?? []);
  const key = countries.join();
  const before = known.get(key);
  if (before) return before;
  const zones = [...new Set(countries.flatMap((country) => zonesIn(country)))];
  known.set(key, zones);
  return zones;
}

const zonesIn = (country: string): readonly string[] =>
  UNLISTED[country] ?? getCountry(country)?.timezones ?? [];
