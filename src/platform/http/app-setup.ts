import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { CommonErrors } from '../../common/errors.js';
import { Ids } from '../../common/ids.js';
import { Config } from '../../config/config.js';
import { Metrics } from '../metrics/metrics.js';
import { runInContext, type RequestContext } from '../mongo/request-context.js';
import { errorBody, STATUS_OF } from './errors.filter.js';
import { isForeignOrigin } from './origin.js';

type Instance = FastifyInstance;

const REQUEST_ID = /^[A-Za-z0-9._:-]{1,128}$/;
export const CURRENT_VERSION = 'v1';
const VERSIONS: readonly string[] = [CURRENT_VERSION];
const MULTIPART_LIMITS = { fields: 500, fieldSize: 256 * 1024, files: 5, fileSize: 256 * 1024 };
/** Webhooks and probes are answered also when the house is full: a caller is waiting there. */
const NEVER_SHED = /^\/(webhooks|health|metrics)/;
const CHANGES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

declare module 'fastify' {
  interface FastifyRequest {
    context_?: RequestContext;
    startedAt_?: number;
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
    exposedHeaders: [
      'X-Request-Id',
      'ETag',
      'Retry-After',
      'RateLimit-Limit',
      'RateLimit-Remaining',
    ],
  });
  acceptForms(fastify);
  await fastify.register(multipart as never, { limits: MULTIPART_LIMITS } as never);

  let inFlight = 0;
  fastify.addHook('onRequest', (request, reply, done) => {
    const given = request.headers['x-request-id'];
    const requestId = typeof given === 'string' && REQUEST_ID.test(given) ? given : ids.next();
    const context: RequestContext = { requestId };
    request.context_ = context;
    request.startedAt_ = performance.now();
    inFlight += 1;
    void reply.header('X-Request-Id', requestId);
    runInContext(context, () => {
      const refused = refusal(request, inFlight, config);
      if (!refused) return done();
      if (refused.retryAfterSeconds) void reply.header('Retry-After', refused.retryAfterSeconds);
      void reply.code(STATUS_OF[refused.kind]).send(errorBody(refused));
    });
  });
  // Reading the body leaves the context of `onRequest`: enter it again.
  fastify.addHook('preValidation', (request, _reply, done) => {
    const context = request.context_;
    if (context) runInContext(context, done);
    else done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    inFlight -= 1;
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
  request: { url: string; method: string; headers: Record<string, unknown> },
  inFlight: number,
  config: Config,
) {
  const { url, method, headers } = request;
  const version = headers['accept-version'];
  if (version !== undefined && !(VERSIONS as readonly unknown[]).includes(version)) {
    return CommonErrors.UNSUPPORTED_VERSION({
      details: [{ field: 'Accept-Version', message: `supported: ${VERSIONS.join(', ')}` }],
    });
  }
  if (CHANGES.has(method) && isForeignOrigin(headers, config.http.corsOrigins)) {
    return CommonErrors.FORBIDDEN({ message: 'This origin may not change anything' });
  }
  if (inFlight > config.http.maxConcurrentRequests && !NEVER_SHED.test(url)) {
    return CommonErrors.OVERLOADED({ retryAfterSeconds: 1 });
  }
  return null;
}

/**
 * Forms as flat keys: `Legs[0][Status]` stays one key, and a key sent twice keeps its first value.
 * A webhook in multipart becomes the same flat body.
 */
function acceptForms(fastify: Instance): void {
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, flatten(new URLSearchParams(String(body))));
    },
  );
  fastify.addHook('preValidation', async (request) => {
    if (!request.url.startsWith('/webhooks/') || !request.isMultipart?.()) return;
    const entries: [string, string][] = [];
    for await (const part of request.parts()) {
      if (part.type === 'field') entries.push([part.fieldname, String(part.value)]);
      else part.file.resume();
    }
    request.body = flatten(entries);
  });
}

function flatten(entries: Iterable<readonly [string, string]>): Record<string, string> {
  const flat: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [key, value] of entries) flat[key] ??= value;
  return { ...flat };
}
