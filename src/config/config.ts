import type { Env } from './env.schema.js';

export interface FeatureFlags {
  readonly agentHeartbeat: boolean;
  readonly deviceConnectivity: boolean;
  readonly enhancedDiscovery: boolean;
  readonly discoveryFallback: boolean;
  readonly queueHolding: boolean;
  readonly inboundCallDebug: boolean;
}

export type ProcessRole = Env['CROSSPOINT_ROLES'][number];

/** What the environment says, by area. Inject it; nobody else reads the environment. */
export class Config {
  readonly isProduction: boolean;
  readonly http: {
    readonly port: number;
    readonly host: string;
    readonly publicUrl: string;
    readonly corsOrigins: readonly string[];
    readonly maxConcurrentRequests: number;
    readonly rateLimitScale: number;
  };
  readonly sockets: {
    /** Null: the port of HTTP. */
    readonly port: number | null;
    readonly pingMs: number;
  };
  readonly database: {
    readonly uri: string;
    readonly poolSize: number;
    readonly timeoutMs: number;
  };
  readonly mail: {
    /** Without the sender's address. */
    readonly smtpUrl: string | undefined;
    readonly from: string;
  };
  readonly redis: { readonly url: string; readonly password: string | undefined };
  readonly auth: {
    readonly jwtSecret: string;
    /** Others whose tokens are good, while the secret is exchanged. */
    readonly acceptedSecrets: readonly string[];
    readonly accessSeconds: number;
    readonly refreshSeconds: number;
  };
  readonly secrets: { readonly keys: Env['CREDENTIALS_KEYS']; readonly cron: string };
  readonly log: { readonly level: Env['LOG_LEVEL']; readonly dir: string | undefined };
  readonly metrics: { readonly enabled: boolean };
  readonly health: { readonly intervalMs: number };
  readonly cache: { readonly agentsSeconds: number; readonly statsSeconds: number };
  readonly roles: ReadonlySet<ProcessRole>;
  readonly exotel: {
    readonly baseUrl: string | undefined;
    /** For companies without a voice channel of their own; null: there is none. */
    readonly account: {
      readonly accountSid: string;
      readonly apiKey: string;
      readonly apiToken: string;
      readonly host: Env['EXOTEL_SUBDOMAIN'];
    } | null;
    readonly callerId: string | undefined;
    readonly appId: string | undefined;
    readonly requestsPerMinute: number;
    readonly maxConcurrentCalls: number;
  };
  /** What may be called although it is not public: empty in production. */
  readonly outgoing: { readonly allowPrivate: Env['OUTGOING_ALLOW_PRIVATE'] };
  readonly presence: { readonly heartbeatSeconds: number };
  readonly features: FeatureFlags;
  readonly clock: {
    readonly speed: number;
    readonly anchor: { readonly wallMs: number; readonly clockMs: number } | undefined;
  };

  constructor(env: Env) {
    this.isProduction = env.NODE_ENV === 'production';
    this.http = {
      port: env.PORT,
      host: env.HOST,
      publicUrl: env.PUBLIC_URL.replace(/(?<!\/)\/+$/, ''),
      corsOrigins: env.CORS_ORIGINS,
      maxConcurrentRequests: env.MAX_CONCURRENT_REQUESTS,
      rateLimitScale: env.RATE_LIMIT_SCALE,
    };
    this.sockets = { port: env.WS_PORT ?? null, pingMs: env.WS_HEARTBEAT_INTERVAL };
    this.database = {
      uri: env.MONGODB_URI,
      poolSize: env.DATABASE_POOL_SIZE,
      timeoutMs: env.DATABASE_TIMEOUT,
    };
    this.mail = mailOf(env);
    this.redis = { url: env.REDIS_URL, password: env.REDIS_PASSWORD };
    this.auth = {
      jwtSecret: env.JWT_SECRET,
      acceptedSecrets: env.JWT_ACCEPTED_SECRETS,
      accessSeconds: env.JWT_EXPIRY,
      refreshSeconds: env.REFRESH_TOKEN_EXPIRY,
    };
    this.secrets = { keys: env.CREDENTIALS_KEYS, cron: env.CRON_SECRET };
    this.log = { level: env.LOG_LEVEL, dir: env.LOG_DIR };
    this.metrics = { enabled: env.METRICS_ENABLED };
    this.health = { intervalMs: env.HEALTH_CHECK_INTERVAL };
    this.cache = { agentsSeconds: env.CACHE_TTL_AGENTS, statsSeconds: env.CACHE_TTL_STATS };
    this.roles = new Set(env.CROSSPOINT_ROLES);
    this.exotel = exotelOf(env);
    const { hosts, networks } = env.OUTGOING_ALLOW_PRIVATE;
    const simulator = env.EXOTEL_BASE_URL === undefined ? [] : [hostAndPort(env.EXOTEL_BASE_URL)];
    this.outgoing = { allowPrivate: { hosts: [...hosts, ...simulator], networks } };
    this.presence = { heartbeatSeconds: env.AGENT_HEARTBEAT_INTERVAL };
    this.features = {
      agentHeartbeat: env.FEATURE_AGENT_HEARTBEAT,
      deviceConnectivity: env.FEATURE_DEVICE_CONNECTIVITY,
      enhancedDiscovery: env.FEATURE_ENHANCED_DISCOVERY,
      discoveryFallback: env.FEATURE_DISCOVERY_FALLBACK,
      queueHolding: env.FEATURE_QUEUE_HOLDING,
      inboundCallDebug: env.INBOUND_CALL_DEBUG,
    };
    const [wallMs, clockMs] = (env.CLOCK_ANCHOR ?? '').split(':').map(Number);
    this.clock = {
      speed: env.CLOCK_SPEED,
      anchor: wallMs !== undefined && clockMs !== undefined ? { wallMs, clockMs } : undefined,
    };
  }
}

function exotelOf(env: Env): Config['exotel'] {
  const { EXOTEL_SID, EXOTEL_API_KEY, EXOTEL_API_TOKEN, EXOTEL_SUBDOMAIN } = env;
  const isWhole = EXOTEL_SID && EXOTEL_API_KEY && EXOTEL_API_TOKEN;
  return {
    baseUrl: env.EXOTEL_BASE_URL,
    account: isWhole
      ? {
          accountSid: EXOTEL_SID,
          apiKey: EXOTEL_API_KEY,
          apiToken: EXOTEL_API_TOKEN,
          host: EXOTEL_SUBDOMAIN,
        }
      : null,
    callerId: env.EXOTEL_VIRTUAL_NUMBER,
    appId: env.EXOTEL_APP_ID,
    requestsPerMinute: env.EXOTEL_REQUESTS_PER_MINUTE,
    maxConcurrentCalls: env.MAX_CONCURRENT_OUTBOUND_CALLS,
  };
}

function mailOf({ SMTP_URL, PUBLIC_URL }: Env): Config['mail'] {
  const smtp = SMTP_URL === undefined ? undefined : new URL(SMTP_URL);
  const from = smtp?.searchParams.get('from') ?? `no-reply@${new URL(PUBLIC_URL).hostname}`;
  smtp?.searchParams.delete('from');
  return { smtpUrl: smtp?.href, from };
}

function hostAndPort(address: string): string {
  const { hostname, port, protocol } = new URL(address);
  const usual = protocol === 'https:' ? '443' : '80';
  return `${hostname.replace(/^\[|\]$/g, '')}:${port === '' ? usual : port}`;
}
