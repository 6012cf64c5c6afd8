import { IANAZone } from 'luxon';
import { z } from 'zod';
import type { TenantId } from '../../common/ids.js';
import { businessHoursSchema, problemsOf, type BusinessHours } from './business-hours.domain.js';
import {
  changesOf,
  fields,
  merge,
  name,
  noTwice,
  read,
  text,
  type DeepReadonly,
  type Read,
} from './fields.domain.js';

const webAddress = (what: string) =>
  text(2048).refine(isWebAddress, `must be the address of ${what}, with http:// or https://`);

function isWebAddress(value: string): boolean {
  return URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol);
}

function isLocale(value: string): boolean {
  try {
    return Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
}

const color = z
  .string('must be a color such as #0b5fff')
  .regex(/^#[0-9a-fA-F]{6}$/, 'must be a color such as #0b5fff');

/** What an administrator may change of its company. */
export const companySchema = fields({
  name: name(255).describe('As customers and agents read it.'),
  timezone: z
    .string('must be an IANA time zone such as Asia/Kolkata')
    .refine(
      (zone) => /^[A-Za-z]/.test(zone) && IANAZone.isValidZone(zone),
      'must be an IANA time zone such as Asia/Kolkata',
    )
    .describe('IANA name. Days, business hours and schedules are counted in it.'),
  locale: z
    .string('must be a locale such as en-IN')
    .refine(isLocale, 'must be a locale such as en-IN')
    .describe('BCP 47; how texts and numbers are shown.'),
  sectors: z
    .array(name(100), 'must be a list of names')
    .max(200, 'must have at most 200 entries')
    .refine(...noTwice<string>((sector) => sector))
    .describe('What callers of the company want. Taken as a whole.'),
  businessHours: businessHoursSchema
    .nullable()
    .describe(
      'When the company is open, by weekday and with holidays, by the clock of its time zone. ' +
        'Null: always. Taken as a whole. A window may not pass midnight: what does is two.',
    ),
  contact: fields({
    email: z
      .email('must be an e-mail address')
      .max(255)
      .nullable()
      .describe('Where customers write to.'),
    phone: text(20)
      .regex(/^\+?[\d\s\-()]+$/, 'must be a telephone number')
      .nullable()
      .describe('As customers dial it.'),
    website: webAddress('a web site').nullable().describe('With http:// or https://.'),
    address: text(500).nullable().describe('Of the post.'),
  }).describe('How the company is reached.'),
  branding: fields({
    logoUrl: webAddress('a picture').nullable().describe('Of a picture.'),
    primaryColor: color.nullable().describe('Six hexadecimal digits.'),
    secondaryColor: color.nullable().describe('Six hexadecimal digits.'),
  }).describe('How front ends show the company.'),
});

export type CompanyFields = DeepReadonly<z.output<typeof companySchema>>;

/** A company as its administrator sees it. */
export interface Company extends CompanyFields {
  readonly clientId: TenantId;
  readonly businessHours: BusinessHours | null;
  /** Grows with each change. */
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a company has of which nothing was said. */
export const COMPANY_DEFAULTS = {
  locale: 'en-IN',
  sectors: [],
  businessHours: null,
  contact: { email: null, phone: null, website: null, address: null },
  branding: { logoUrl: null, primaryColor: null, secondaryColor: null },
} as const satisfies Partial<CompanyFields>;

/** The fields of a company; those that it does not have are the defaults. */
export const companyOf = (stored: Partial<CompanyFields>): Partial<CompanyFields> => ({
  ...COMPANY_DEFAULTS,
  ...Object.fromEntries(
    Object.keys(companySchema.shape).flatMap((key) => {
      const value = stored[key as keyof CompanyFields];
      return value === undefined ? [] : [[key, value]];
    }),
  ),
});

const changesSchema = changesOf(companySchema);

/**
 * A company after a change: what is left out stays, null takes a field away (name and time zone must
 * be there), lists and the business hours are taken whole. All that is wrong is told at once.
 */
export function decideCompany(before: Partial<CompanyFields>, given: unknown): Read<CompanyFields> {
  const parsed = read(changesSchema, given);
  if (!parsed.ok) return parsed;
  const changes = parsed.value as Partial<CompanyFields>;
  const changed = merge(companySchema, companyOf(before), changes, COMPANY_DEFAULTS);
  const whole = read(companySchema, changed);
  if (!whole.ok) return whole;
  const { businessHours } = whole.value;
  const problems = businessHours === null ? [] : problemsOf(businessHours);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: whole.value };
}
