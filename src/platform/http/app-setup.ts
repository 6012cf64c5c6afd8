import type { IncomingHttpHeaders } from 'node:http';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CommonErrors } from '../../common/errors.js';
import { Ids } from '../../common/ids.js';
import { Config } from '../../config/config.js';
import { Metrics } from '../metrics/metrics.js';
import { runInContext, type RequestContext } from '../mongo/request-context.js';
import { isTooDeep } from './body-depth.js';
import { mayChange } from './browsers.js';
import { errorBody, STATUS_OF } from './errors.filter.js';
import { RequestTurns, type Turn } from './request-turns.js';
import { Upgrades } from './upgrades.js';
import { acceptFiles } from './upload.js';
import { CURRENT_VERSION, VERSIONS, versionHeaders } from './versions.js';
import { acceptWebhookBodies } from './webhook-body.js';

const REQUEST_ID = /^[A-Za-z0-9._:-]{1,128}$/;
const MULTIPART_LIMITS = { fields: 500, fieldSize: 256 * 1024, files: 5, fileSize: 256 * 1024 };
/** So many requests work at once for each connection to MongoDB: some wait for something else. */
const AT_WORK_FOR_CONNECTION = 4;
/** Webhooks and probes are answered also when the house is full: a caller is waiting there. */
const NEVER_SHED = /^\/(webhooks|health|metrics)/;
/** Browsers may keep the answer to a preflight for so long. */
const PREFLIGHT_SECONDS = 600;

declare module 'fastify' {
  interface FastifyRequest {
    context_?: RequestContext;
    startedAt_?: number;
    turn_?: Turn;
  }
}

/** Puts what every request needs around the routes: id, context, version, limits, headers. */
export async function setUpHttp(app: NestFastifyApplication): Promise<void> {
  const config = app.get(Config);
  const ids = app.get(Ids);
  const metrics = app.get(Metrics);
  const fastify = app.getHttpAdapter().getInstance();

  await fastify.register(
    helmet as never,
    {
      contentSecurityPolicy: {
        directives: {
          'script-src': ["'self'", "'unsafe-inline'"],
          'upgrade-insecure-requests': null,
        },
      },
    } as never,
  );
  app.enableCors({
    origin: [...config.http.corsOrigins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    maxAge: PREFLIGHT_SECONDS,
    exposedHeaders: [
      'X-Request-Id',
      'ETag',
      'Retry-After',
      'RateLimit-Limit',
      'RateLimit-Remaining',
      'RateLimit-Reset',
      'Idempotency-Replayed',
      'Deprecation',
      'Sunset',
    ],
  });
  app.get(Upgrades).attach(app.getHttpServer());
  acceptWebhookBodies(fastify);
  acceptFiles(fastify);
  await fastify.register(multipart as never, { limits: MULTIPART_LIMITS } as never);

  const turns = new RequestTurns(config.database.poolSize * AT_WORK_FOR_CONNECTION);
  let inFlight = 0;
  fastify.addHook('onRequest', (request, reply, done) => {
    const given = request.headers['x-request-id'];
    const requestId = typeof given === 'string' && REQUEST_ID.test(given) ? given : ids.next();
    const context: RequestContext = { requestId };
    request.context_ = context;
    request.startedAt_ = performance.now();
    inFlight += 1;
    // Also of a client that went away: nobody hears `onResponse` then.
    reply.raw.once('close', () => {
      inFlight -= 1;
      if (request.turn_) turns.release(request.turn_);
    });
    void reply.header('X-Request-Id', requestId);
    // What a company's people see is kept by no browser and no proxy.
    if (request.url.startsWith('/api/')) void reply.header('Cache-Control', 'no-store');
    runInContext(context, () => {
      const refused = refusal(request, inFlight, config);
      if (!refused) {
        const version = VERSIONS.get(String(request.headers['accept-version'] ?? CURRENT_VERSION));
        void reply.headers(version ? versionHeaders(version) : {});
        return done();
      }
      if (refused.retryAfterSeconds) void reply.header('Retry-After', refused.retryAfterSeconds);
      void reply.code(STATUS_OF[refused.kind]).send(errorBody(refused));
    });
  });
  // Reading the body leaves the context of `onRequest`: enter it again.
  fastify.addHook('preValidation', (request, reply, done) => {
    const context = request.context_;
    const next = () => {
      if (!isTooDeep(request.body)) return done();
      const refused = CommonErrors.VALIDATION_ERROR({ message: 'The body is nested too deep' });
      void reply.code(STATUS_OF[refused.kind]).send(errorBody(refused));
    };
    if (context) runInContext(context, next);
    else next();
  });
  // The body is there: a client that sends it slowly takes nobody's turn.
  fastify.addHook('preHandler', (request, reply, done) => {
    // Of a client that is gone, nobody would give the turn back.
    if (NEVER_SHED.test(request.url) || reply.raw.destroyed) return done();
    const { context_: context } = request;
    request.turn_ = turns.take(() => (context ? runInContext(context, done) : done()));
  });
  // The work is done: neither does one that reads the answer slowly.
  fastify.addHook('onSend', (request, _reply, payload, done) => {
    if (request.turn_) turns.release(request.turn_);
    done(null, payload);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    metrics.observeRequest(
      request.method,
      route,
      reply.statusCode,
      performance.now() - (request.startedAt_ ?? performance.now()),
    );
    done();
  });
}

function refusal(
  request: { url: string; method: string; headers: IncomingHttpHeaders },
  inFlight: number,
  config: Config,
) {
  const { url, method, headers } = request;
  const version = headers['accept-version'];
  if (version !== undefined && !VERSIONS.has(String(version))) {
    const supported = [...VERSIONS.keys()].join(', ');
    return CommonErrors.UNSUPPORTED_VERSION({
      details: [{ field: 'Accept-Version', message: `supported: ${supported}` }],
    });
  }
  const { origin, host, 'sec-fetch-site': site } = headers;
  const sender = { method, origin, host, site };
  if (!mayChange(sender, config.http.corsOrigins)) return CommonErrors.ORIGIN_NOT_ALLOWED();
  if (inFlight > config.http.maxConcurrentRequests && !NEVER_SHED.test(url)) {
    return CommonErrors.OVERLOADED({ retryAfterSeconds: 1 });
  }
  return null;
}
