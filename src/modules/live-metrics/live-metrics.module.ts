import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { RecountModule } from '../folding/recount.module.js';
import { CallsModule } from '../calls/calls.module.js';
import { HeartbeatModule } from '../heartbeat/heartbeat.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { AnalyticsHealthService } from './analytics-health.service.js';
import { LiveAgents } from './live-agents.service.js';
import { LiveCallsRepository } from './live-calls.repository.js';
import { LiveCounters } from './live-counters.service.js';
import { MetricsCollector } from './metrics-collector.service.js';
import { LiveQueueService } from './live-queue.service.js';
import { MetricsController } from './metrics.controller.js';

/** The floor now, and whether the figures are being made. */
@Module({
  imports: [
    RecountModule,
    SettingsModule,
    AgentsModule,
    HeartbeatModule,
    CallsModule,
    RoutingModule,
    QueueModule,
  ],
  controllers: [MetricsController],
  providers: [
    LiveCallsRepository,
    LiveCounters,
    LiveAgents,
    MetricsCollector,
    LiveQueueService,
    AnalyticsHealthService,
  ],
  exports: [MetricsCollector],
})
export class LiveMetricsModule {}
