import type { ApiBodyOptions } from '@nestjs/swagger';
import {
  openApiOf,
  openApiOfChanges,
  type OpenApiSchema,
} from '../../platform/http/schema-docs.js';
import { COMPANY_DEFAULTS, companySchema } from '../settings/company.domain.js';
import { defaultRules, dispositionsSchema, rulesSchema } from '../settings/rules.domain.js';

/** The defaults of a deployment whose environment says nothing else. */
const RULES = defaultRules(30, {
  agentHeartbeat: true,
  deviceConnectivity: true,
  enhancedDiscovery: true,
  discoveryFallback: false,
  queueHolding: true,
  inboundCallDebug: false,
});

const DISPOSITIONS = [
  { name: 'sold', isSuccess: true, value: 2500 },
  { name: 'call again', isSuccess: false, value: 0 },
];

const time = { type: 'string', format: 'date-time', example: '2026-01-15T04:30:00.000Z' } as const;
const version = {
  type: 'integer',
  example: 4,
  description: 'Send it back as `If-Match`.',
} as const;

function answer(schema: OpenApiSchema, beside: Record<string, object>, example: object) {
  const { properties = {}, required = [] } = schema as {
    properties?: Record<string, object>;
    required?: string[];
  };
  return {
    type: 'object',
    required: [...required, ...Object.keys(beside)],
    properties: { ...properties, ...beside },
    example,
  } as OpenApiSchema;
}

const READ_STAMP = { version: 4, updatedAt: '2026-01-15T04:30:00.000Z' };

export const RULES_BODY: ApiBodyOptions = {
  schema: openApiOfChanges(rulesSchema, RULES),
  examples: {
    some: {
      summary: 'Some rules; all others stay',
      value: {
        wrapUpSeconds: 15,
        serviceLevel: { share: 0.85, seconds: 30 },
        overflow: { to: 'number', phoneNumber: '+918047100001' },
      },
    },
    'back to the default': { value: { weights: null, wrapUpSeconds: null } },
  },
};
export const RULES_ANSWER = {
  schema: answer(
    openApiOf(rulesSchema, RULES),
    { version, updatedAt: { ...time, nullable: true, description: 'Null: never changed.' } },
    { ...RULES, dispositions: DISPOSITIONS, ...READ_STAMP },
  ),
};

const DISPOSITION_LIST = openApiOf(dispositionsSchema, undefined);
export const DISPOSITIONS_BODY: ApiBodyOptions = {
  schema: {
    oneOf: [
      {
        type: 'object',
        required: ['dispositions'],
        properties: { dispositions: DISPOSITION_LIST },
      },
      DISPOSITION_LIST,
    ],
  },
  examples: { list: { value: { dispositions: DISPOSITIONS } } },
};
export const DISPOSITIONS_ANSWER = {
  schema: { ...DISPOSITION_LIST, example: DISPOSITIONS } as OpenApiSchema,
};

const WORKDAY = [
  { start: '09:00', end: '13:00' },
  { start: '14:00', end: '18:00' },
];
const COMPANY = {
  name: 'Anonymous Bank',
  timezone: 'Asia/Kolkata',
  locale: 'en-IN',
  sectors: ['loans', 'cards'],
  businessHours: {
    monday: WORKDAY,
    tuesday: WORKDAY,
    wednesday: WORKDAY,
    thursday: WORKDAY,
    friday: WORKDAY,
    saturday: [{ start: '09:00', end: '12:00' }],
    sunday: [],
    holidays: [{ date: '2026-01-26', name: 'Republic Day', windows: [] }],
  },
  contact: {
    email: 'help@bank.example',
    phone: '+91 80 4710 0001',
    website: 'https://bank.example',
    address: null,
  },
  branding: {
    logoUrl: 'https://cdn.bank.example/logo.svg',
    primaryColor: '#0b5fff',
    secondaryColor: null,
  },
};
export const COMPANY_BODY: ApiBodyOptions = {
  schema: openApiOfChanges(companySchema, COMPANY_DEFAULTS),
  examples: {
    hours: {
      summary: 'The business hours; all else stays',
      value: { businessHours: COMPANY.businessHours },
    },
    'time zone': { value: { timezone: 'Europe/London' } },
    'always open': { value: { businessHours: null } },
  },
};
export const COMPANY_ANSWER = {
  schema: answer(
    openApiOf(companySchema, COMPANY_DEFAULTS),
    { clientId: { type: 'string' }, version, createdAt: time, updatedAt: time },
    { clientId: 'bank', ...COMPANY, createdAt: '2026-01-01T00:00:00.000Z', ...READ_STAMP },
  ),
};
