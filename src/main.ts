import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { loadConfigOrExit } from './config/load.js';
import { SocketsAdapter } from './modules/realtime/sockets.adapter.js';
import { HealthService } from './platform/health/health.service.js';
import { setUpHttp } from './platform/http/app-setup.js';
import { setUpDocs } from './platform/http/openapi.js';
import { Log } from './platform/logging/log.js';
import { Migrator } from './platform/mongo/migrator.js';

const BODY_LIMIT = 1024 * 1024;
/** Exotel's questions are GETs: what is in them is in the address. */
const MAX_HEADER_BYTES = 256 * 1024;
/** Who sends its headers drop by drop has so long, and is looked for so often. */
const HEADERS_WITHIN_MS = 10_000;
const LOOK_FOR_SLOW_EVERY_MS = 2000;
const SHUTDOWN_MS = 10_000;

async function bootstrap(): Promise<void> {
  const config = loadConfigOrExit();
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule,
    new FastifyAdapter({
      bodyLimit: BODY_LIMIT,
      // The proxy in front of the nodes is on their own network.
      trustProxy: 'loopback,uniquelocal',
      routerOptions: { maxParamLength: 500 },
      requestTimeout: 30_000,
      forceCloseConnections: 'idle',
      http: {
        maxHeaderSize: MAX_HEADER_BYTES,
        headersTimeout: HEADERS_WITHIN_MS,
        connectionsCheckingInterval: LOOK_FOR_SLOW_EVERY_MS,
      },
    }),
    // Forms have a parser of ours (flat keys); JSON is Fastify's own.
    { bufferLogs: true, bodyParser: false },
  );
  const log = app.get(Log);
  app.useLogger(log);
  await setUpHttp(app);
  app.useWebSocketAdapter(new SocketsAdapter(app));
  setUpDocs(app);
  await app.get(Migrator).run();
  await app.listen({ port: config.http.port, host: config.http.host });
  log.info('Crosspoint listens', { url: await app.getUrl() });
  stopOnSignals(app, log);
}

/** Stops taking work, lets what runs end, closes; and ends in any case within ten seconds. */
function stopOnSignals(app: NestFastifyApplication, log: Log): void {
  let isStopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    log.info('shutting down', { signal });
    app.get(HealthService).beforeShutdown();
    const deadline = setTimeout(() => {
      log.error('shutdown took too long');
      process.exit(1);
    }, SHUTDOWN_MS);
    deadline.unref();
    await app.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
}

await bootstrap().catch((error: unknown) => {
  process.stderr.write(
    `Crosspoint cannot start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
});
