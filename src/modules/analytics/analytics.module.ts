import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { AnalyticsAuditModule } from '../analytics-audit/analytics-audit.module.js';
import { AnalyticsCacheModule } from '../analytics-cache/analytics-cache.module.js';
import { RecountModule } from '../folding/recount.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { TeamsModule } from '../teams/teams.module.js';
import { AgentRecords } from './agent-records.service.js';
import { CallCostsRepository } from './call-costs.repository.js';
import { CallCosts } from './call-costs.service.js';
import { FiguresRepository } from './figures.repository.js';
import { FiguresService } from './figures.service.js';
import { PerformanceController, TeamPerformanceController } from './performance.controller.js';
import { PerformanceService } from './performance.service.js';

/** What came of the calls: the folded figures, as they are asked for. */
@Module({
  imports: [
    RecountModule,
    AnalyticsAuditModule,
    AnalyticsCacheModule,
    SettingsModule,
    AgentsModule,
    TeamsModule,
  ],
  controllers: [PerformanceController, TeamPerformanceController],
  providers: [
    FiguresRepository,
    FiguresService,
    PerformanceService,
    AgentRecords,
    CallCostsRepository,
    CallCosts,
  ],
  exports: [AnalyticsCacheModule, FiguresService, PerformanceService, AgentRecords, CallCosts],
})
export class AnalyticsModule {}
