import { envSchema } from './env.schema.js';

interface Described {
  readonly description?: string | undefined;
  readonly _zod: { readonly def: { readonly defaultValue?: unknown } };
}

/** Values that stand in the example because the server needs them from outside. */
const GIVEN: Readonly<Record<string, string>> = {
  CREDENTIALS_KEYS: 'k1:<32 bytes in base64>',
  JWT_SECRET: '<at least 32 characters>',
  CRON_SECRET: '<at least 16 characters>',
  JWT_ACCEPTED_SECRETS: '',
  JWT_EXPIRY: '24h',
  REFRESH_TOKEN_EXPIRY: '7d',
  CORS_ORIGINS: '',
  OUTGOING_ALLOW_PRIVATE: '',
  CROSSPOINT_ROLES: 'api,realtime,worker',
};

/** The text of `.env.example`: every variable with a line on it and its default. */
export function envExample(): string {
  const lines = Object.entries(envSchema.shape).flatMap(([name, schema]) => {
    const { description, _zod } = schema as Described;
    const value = GIVEN[name] ?? _zod.def.defaultValue;
    const isOptional = value === undefined;
    return [
      `# ${description ?? ''}`,
      `${isOptional ? '# ' : ''}${name}=${isOptional ? '' : JSON.stringify(value).replaceAll(`"`, '')}`,
      '',
    ];
  });
  return `# Every variable of Crosspoint. Copy to .env and fill in; production refuses these examples.\n\n${lines.join('\n')}`;
}
