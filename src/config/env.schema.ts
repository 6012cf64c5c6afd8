import { isIP } from 'node:net';
import { z } from 'zod';

const list = (value: string): string[] =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Whole days, hours, minutes or seconds (`7d`, `24h`, `15m`, `30s`) as seconds. */
const duration = z
  .string()
  .regex(/^\d+(s|m|h|d)$/, 'must be a number with s, m, h or d, such as 24h')
  .transform((text) => {
    const unit = { s: 1, m: 60, h: 3600, d: 86400 }[text.slice(-1) as 's' | 'm' | 'h' | 'd'];
    return Number(text.slice(0, -1)) * unit;
  });

const whole = (min: number, max: number) =>
  z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`);

const flag = z
  .enum(['true', 'false'], 'must be true or false')
  .transform((text) => text === 'true');

const url = (protocols: readonly string[]) =>
  z.string().refine(
    (text) => {
      const parsed = URL.canParse(text) ? new URL(text) : null;
      return parsed !== null && protocols.includes(parsed.protocol);
    },
    `must be an address that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`,
  );

const ROLES = ['api', 'realtime', 'worker'] as const;

/** One key and 32 bytes of master key, base64: `id:key`, several separated by commas. */
const keyRing = z.string().transform((text, context) =>
  list(text).map((entry) => {
    const [id = '', key = ''] = entry.split(':');
    const bytes = Buffer.from(key, 'base64');
    if (!/^[a-zA-Z0-9_-]{1,32}$/.test(id) || bytes.length !== 32) {
      context.addIssue({ code: 'custom', message: 'must be id:key with 32 bytes in base64' });
    }
    return { id, key: bytes };
  }),
);

/** `host:port`, or a network as `address/prefix`: what may be called although it is not public. */
const privateTargets = z.string().transform((text, context) => {
  const hosts: string[] = [];
  const networks: { readonly address: string; readonly prefix: number }[] = [];
  for (const entry of list(text)) {
    const [, address = '', digits = ''] = /^(.+)\/(\d{1,3})$/.exec(entry) ?? [];
    const [, host = '', port = ''] = /^\[?([^\s/]+?)\]?:(\d{1,5})$/.exec(entry) ?? [];
    const family = isIP(address);
    const prefix = Number(digits);
    if (family !== 0 && prefix <= (family === 4 ? 32 : 128)) networks.push({ address, prefix });
    else if (host !== '' && Number(port) <= 65_535) hosts.push(`${host.toLowerCase()}:${port}`);
    else context.addIssue({ code: 'custom', message: 'must be host:port or address/prefix' });
  }
  return { hosts, networks };
});

export const EXAMPLE_JWT_SECRET = 'example-secret-change-me-example-secret';
export const EXAMPLE_CREDENTIALS_KEYS = 'example:ZXhhbXBsZS1leGFtcGxlLWV4YW1wbGUtZXhhbXBsZS0=';
export const EXAMPLE_CRON_SECRET = 'example-cron-secret';

/** Every variable that the server reads, with its default. `.env.example` is tested against it. */
export const envSchema = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe('production refuses examples, defaults and short secrets'),
  PORT: whole(0, 65535).default(3000).describe('HTTP port (and WebSocket)'),
  HOST: z.string().default('0.0.0.0').describe('address to listen on'),
  MONGODB_URI: url(['mongodb:', 'mongodb+srv:'])
    .default('mongodb://127.0.0.1:27017/crosspoint?replicaSet=rs0')
    .describe('a replica set: transactions and change streams need it'),
  DATABASE_POOL_SIZE: whole(1, 1000).default(20).describe('connections to MongoDB'),
  DATABASE_TIMEOUT: whole(100, 600_000).default(30_000).describe('ms to wait for MongoDB'),
  REDIS_URL: url(['redis:', 'rediss:']).default('redis://127.0.0.1:6379').describe('Redis'),
  REDIS_PASSWORD: z.string().optional().describe('if it is not in REDIS_URL'),
  PUBLIC_URL: url(['http:', 'https:'])
    .default('http://127.0.0.1:3000')
    .describe('how Exotel reaches this server; absolute addresses are made from it'),
  SMTP_URL: url(['smtp:', 'smtps:'])
    .optional()
    .describe('smtp://user:password@host:587?from=address; without it no e-mail is sent'),
  EXOTEL_BASE_URL: url(['http:', 'https:'])
    .optional()
    .describe("the simulator's address; refused in production"),
  EXOTEL_SID: z.string().optional().describe('account of companies without a voice channel'),
  EXOTEL_API_KEY: z.string().optional().describe('its API key'),
  EXOTEL_API_TOKEN: z.string().optional().describe('its API token'),
  EXOTEL_SUBDOMAIN: z
    .enum(['api.exotel.com', 'api.in.exotel.com'])
    .default('api.exotel.com')
    .describe('its region: Singapore or Mumbai'),
  EXOTEL_VIRTUAL_NUMBER: z
    .string()
    .optional()
    .describe('ExoPhone to call from where the voice channel names none'),
  EXOTEL_APP_ID: z.string().optional().describe('flow for calls that are connected to no number'),
  EXOTEL_REQUESTS_PER_MINUTE: whole(10, 100_000)
    .default(200)
    .describe("Exotel's limit for one account; a fifth is kept for look-ups"),
  MAX_CONCURRENT_OUTBOUND_CALLS: whole(1, 10_000)
    .default(10)
    .describe('live calls that a company placed, unless its rules say otherwise'),
  OUTGOING_ALLOW_PRIVATE: privateTargets
    .prefault('')
    .describe('private host:port or network/prefix that may be called; refused in production'),
  JWT_SECRET: z
    .string()
    .min(32, 'must have at least 32 characters')
    .default(EXAMPLE_JWT_SECRET)
    .describe('signs access tokens'),
  JWT_ACCEPTED_SECRETS: z
    .string()
    .default('')
    .transform(list)
    .refine(
      (secrets) => secrets.every((secret) => secret.length >= 32),
      'must have at least 32 characters each',
    )
    .describe('others whose tokens are good, while JWT_SECRET is exchanged, with commas'),
  JWT_EXPIRY: duration.default(86_400).describe('life of an access token: 24h'),
  REFRESH_TOKEN_EXPIRY: duration.default(604_800).describe('life of a refresh token: 7d'),
  CORS_ORIGINS: z
    .string()
    .default('')
    .transform(list)
    .refine(
      (origins) => origins.every((text) => URL.canParse(text) && new URL(text).origin === text),
      'must be origins such as https://desk.example.com, with commas',
    )
    .describe('browser origins, with commas'),
  CREDENTIALS_KEYS: keyRing
    .prefault(EXAMPLE_CREDENTIALS_KEYS)
    .describe('id:master key (32 bytes, base64), with commas; the first seals'),
  CRON_SECRET: z
    .string()
    .min(16, 'must have at least 16 characters')
    .default(EXAMPLE_CRON_SECRET)
    .describe('Authorization: Bearer of /api/cron/*'),
  WS_PORT: whole(0, 65535).optional().describe('WebSocket port, if not the one of HTTP'),
  WS_HEARTBEAT_INTERVAL: whole(1000, 600_000)
    .default(30_000)
    .describe('ms between the pings of an open socket'),
  RATE_LIMIT_SCALE: z.coerce
    .number('must be a number')
    .positive('must be above 0')
    .default(1)
    .describe('multiplies every rate limit, for load tests'),
  MAX_CONCURRENT_REQUESTS: whole(1, 1_000_000)
    .default(1000)
    .describe('beyond it 503 with Retry-After'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('debug, info, warn, error or silent'),
  LOG_DIR: z
    .string()
    .optional()
    .describe(
      'folder for files by level: error 90 days, warn 30, info 7, debug 1; none: stdout only',
    ),
  METRICS_ENABLED: flag.default(true).describe('serve /metrics'),
  HEALTH_CHECK_INTERVAL: whole(1000, 3_600_000)
    .default(60_000)
    .describe('ms between the checks that /health shows'),
  CACHE_TTL_AGENTS: whole(0, 86_400).default(120).describe('s that lists of agents are kept'),
  CACHE_TTL_STATS: whole(0, 86_400).default(300).describe('s that statistics are kept'),
  CROSSPOINT_ROLES: z
    .string()
    .default(ROLES.join(','))
    .transform((text, context) => {
      const named = list(text);
      const known = named.filter((role) => (ROLES as readonly string[]).includes(role));
      if (known.length !== named.length || known.length === 0) {
        context.addIssue({ code: 'custom', message: `must be some of ${ROLES.join(', ')}` });
      }
      return known as (typeof ROLES)[number][];
    })
    .describe('what this process does: api, realtime, worker'),
  AGENT_HEARTBEAT_INTERVAL: whole(1, 3600).default(30).describe('s between heartbeats'),
  FEATURE_AGENT_HEARTBEAT: flag.default(true).describe('a ready agent must send heartbeats'),
  FEATURE_DEVICE_CONNECTIVITY: flag.default(true).describe('… and have a connected device'),
  FEATURE_ENHANCED_DISCOVERY: flag
    .default(true)
    .describe('readiness decides who is a candidate; off: the status alone'),
  FEATURE_DISCOVERY_FALLBACK: flag
    .default(false)
    .describe('nobody ready: the best by status alone gets the call'),
  FEATURE_QUEUE_HOLDING: flag.default(true).describe('calls wait when nobody is ready'),
  INBOUND_CALL_DEBUG: flag.default(false).describe('whole routing decisions in the log'),
  CLOCK_SPEED: z.coerce
    .number('must be a number')
    .positive('must be above 0')
    .max(10_000)
    .default(1)
    .describe('for demonstrations: time runs so many times as fast; refused in production'),
  CLOCK_ANCHOR: z
    .string()
    .regex(/^\d+:\d+$/, 'must be two numbers of ms: wall:clock')
    .optional()
    .describe('for demonstrations: at this time of the wall the clock showed that'),
});

export type Env = z.infer<typeof envSchema>;

export type EnvResult =
  | { readonly ok: true; readonly env: Env }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads all variables and tells every problem at once, in plain words and without values. */
export function parseEnv(source: Readonly<Record<string, string | undefined>>): EnvResult {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = envSchema.safeParse(given);
  const problems = parsed.success
    ? [...clockProblems(parsed.data), ...productionProblems(parsed.data)]
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  return { ok: true, env: parsed.data };
}

/** A clock that runs faster than the wall must be told since when, or the nodes would disagree. */
function clockProblems(env: Env): string[] {
  const isLost = env.CLOCK_SPEED !== 1 && env.CLOCK_ANCHOR === undefined;
  return isLost ? ['CLOCK_ANCHOR: is needed where CLOCK_SPEED is not 1'] : [];
}

function productionProblems(env: Env): string[] {
  if (env.NODE_ENV !== 'production') return [];
  const problems: string[] = [];
  const refuse = (bad: boolean, text: string) => {
    if (bad) problems.push(text);
  };
  refuse(env.JWT_SECRET === EXAMPLE_JWT_SECRET, 'JWT_SECRET: is missing or the example');
  refuse(env.CRON_SECRET === EXAMPLE_CRON_SECRET, 'CRON_SECRET: is missing or the example');
  refuse(
    env.CREDENTIALS_KEYS.some((entry) => entry.id === 'example'),
    'CREDENTIALS_KEYS: is missing or the example',
  );
  refuse(env.EXOTEL_BASE_URL !== undefined, 'EXOTEL_BASE_URL: not allowed in production');
  const { hosts, networks } = env.OUTGOING_ALLOW_PRIVATE;
  refuse(hosts.length + networks.length > 0, 'OUTGOING_ALLOW_PRIVATE: not allowed in production');
  refuse(
    env.CLOCK_SPEED !== 1 || env.CLOCK_ANCHOR !== undefined,
    'CLOCK_SPEED, CLOCK_ANCHOR: not allowed in production',
  );
  refuse(
    !env.PUBLIC_URL.startsWith('https://'),
    'PUBLIC_URL: must be the https address that Exotel calls',
  );
  return problems;
}
