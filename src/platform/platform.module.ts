import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { MongooseModule } from '@nestjs/mongoose';
import { PassportModule } from '@nestjs/passport';
import { Clock, Random } from '../common/clock.js';
import { Ids } from '../common/ids.js';
import { Config } from '../config/config.js';
import { loadConfig } from '../config/load.js';
import { CacheManager } from './cache/cache-manager.js';
import { MongoClock } from './clock/mongo-clock.js';
import { SystemRandom, TimeOrderedIds } from './clock/chance.js';
import { SecretBox } from './crypto/secret-box.js';
import { EventNumbering } from './events/event-numbering.js';
import { EventCounterSchema, EventSchema } from './events/event.schema.js';
import { EventStore } from './events/event-store.js';
import { EventStream } from './events/event-stream.js';
import { HealthController } from './health/health.controller.js';
import { HealthService } from './health/health.service.js';
import { AuthGuard } from './http/auth.guard.js';
import { EnvelopeInterceptor } from './http/envelope.interceptor.js';
import { ErrorsFilter } from './http/errors.filter.js';
import { IdempotencyInterceptor, IdempotencyKeySchema } from './http/idempotency.js';
import { JwtStrategy } from './http/jwt.strategy.js';
import { RateLimitGuard } from './http/rate-limit.js';
import { TokenKeys } from './http/token.js';
import { Upgrades } from './http/upgrades.js';
import { Uploads } from './http/upload.js';
import { RequestPipe } from './http/validation.pipe.js';
import { JobSchema } from './jobs/job.schema.js';
import { JobsController } from './jobs/jobs.controller.js';
import { JobsRepository } from './jobs/jobs.repository.js';
import { Jobs } from './jobs/jobs.service.js';
import { LoopRecords } from './jobs/loop-records.js';
import { AddressGuard, NameLookup } from './http-out/address-guard.js';
import { HttpOut } from './http-out/http-out.js';
import { SocketOut } from './http-out/socket-out.js';
import { Ticks } from './jobs/ticks.js';
import { Log } from './logging/log.js';
import { MailOutbox } from './mail/mail-outbox.js';
import { MailSender } from './mail/mail-sender.js';
import { MailSchema } from './mail/mail.schema.js';
import { Metrics } from './metrics/metrics.js';
import { ChangeFeeds } from './mongo/change-feed.js';
import { Leases } from './mongo/leases.js';
import { Migrator } from './mongo/migrator.js';
import { OperationFigures } from './mongo/operation-figures.js';
import { SchemaSync } from './mongo/schema-sync.js';
import { tenantModels } from './mongo/tenant-models.js';
import { Transactions } from './mongo/transactions.js';
import { RedisClient } from './redis/redis-client.js';

const SERVICES = [
  Log,
  Metrics,
  Transactions,
  Leases,
  ChangeFeeds,
  SchemaSync,
  Migrator,
  EventStore,
  EventStream,
  RedisClient,
  CacheManager,
  SecretBox,
  MailOutbox,
  Uploads,
  AddressGuard,
  HttpOut,
  SocketOut,
  Upgrades,
  HealthService,
  TokenKeys,
  Ticks,
  Jobs,
];

/** Everything below the business: database, events, clock, HTTP, logs, health. */
@Global()
@Module({
  imports: [
    PassportModule,
    MongooseModule.forRootAsync({
      inject: [Config],
      useFactory: (config: Config) => ({
        uri: config.database.uri,
        maxPoolSize: config.database.poolSize,
        serverSelectionTimeoutMS: config.database.timeoutMs,
        autoIndex: false,
        autoCreate: false,
        retryAttempts: 0,
        w: 'majority' as const,
        journal: true,
      }),
    }),
    tenantModels({
      Event: EventSchema,
      EventCounter: EventCounterSchema,
      IdempotencyKey: IdempotencyKeySchema,
      Job: JobSchema,
      Mail: MailSchema,
    }),
  ],
  controllers: [HealthController, JobsController],
  providers: [
    ...SERVICES,
    JobsRepository,
    LoopRecords,
    OperationFigures,
    EventNumbering,
    MailSender,
    NameLookup,
    JwtStrategy,
    { provide: Config, useFactory: loadConfig },
    { provide: Clock, useClass: MongoClock },
    { provide: Random, useClass: SystemRandom },
    { provide: Ids, useClass: TimeOrderedIds },
    { provide: APP_FILTER, useClass: ErrorsFilter },
    { provide: APP_GUARD, useClass: AuthGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
    { provide: APP_INTERCEPTOR, useClass: EnvelopeInterceptor },
    { provide: APP_PIPE, useClass: RequestPipe },
  ],
  exports: [...SERVICES, Config, Clock, Random, Ids, MongooseModule],
})
export class PlatformModule {}
