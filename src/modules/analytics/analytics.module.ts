import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { CallsModule } from '../calls/calls.module.js';
import { HeartbeatModule } from '../heartbeat/heartbeat.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { TeamsModule } from '../teams/teams.module.js';
import { AgentRecords } from './agent-records.service.js';
import { AnalyticsHealthService } from './analytics-health.service.js';
import { FigureRulesService } from './figure-rules.service.js';
import { LiveMetricsService } from './live-metrics.service.js';
import { MetricsController } from './metrics.controller.js';
import { PerformanceAggregator } from './performance-aggregator.service.js';
import { PerformanceController, TeamPerformanceController } from './performance.controller.js';
import { PerformanceService } from './performance.service.js';
import { RecountModule } from './recount.module.js';

/** What came of the calls: folded figures, live figures, and whether they are right. */
@Module({
  imports: [
    RecountModule,
    SettingsModule,
    AgentsModule,
    TeamsModule,
    HeartbeatModule,
    CallsModule,
    QueueModule,
  ],
  controllers: [PerformanceController, TeamPerformanceController, MetricsController],
  providers: [
    FigureRulesService,
    PerformanceAggregator,
    PerformanceService,
    LiveMetricsService,
    AnalyticsHealthService,
    AgentRecords,
  ],
  exports: [LiveMetricsService, PerformanceService, AgentRecords],
})
export class AnalyticsModule {}
