import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { AnalyticsAuditModule } from '../analytics-audit/analytics-audit.module.js';
import { CallsModule } from '../calls/calls.module.js';
import { SectorAgentsModule } from '../sector-agents/sector-agents.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { TeamsModule } from '../teams/teams.module.js';
import { AgentRecords } from './agent-records.service.js';
import { AnalyticsCache } from './analytics-cache.service.js';
import { AftermathService } from './aftermath.service.js';
import { CallCosts } from './call-costs.service.js';
import { FigureRulesService } from './figure-rules.service.js';
import { FiguresService } from './figures.service.js';
import { PerformanceAggregator } from './performance-aggregator.service.js';
import { PerformanceController, TeamPerformanceController } from './performance.controller.js';
import { PerformanceService } from './performance.service.js';
import { ProfileFigures } from './profile-figures.service.js';
import { RecountModule } from './recount.module.js';
import { Summaries } from './summaries.service.js';

/** What came of the calls: folded figures, and whether they are right. */
@Module({
  imports: [
    RecountModule,
    AnalyticsAuditModule,
    SettingsModule,
    AgentsModule,
    TeamsModule,
    SectorAgentsModule,
    CallsModule,
  ],
  controllers: [PerformanceController, TeamPerformanceController],
  providers: [
    FigureRulesService,
    PerformanceAggregator,
    FiguresService,
    AnalyticsCache,
    PerformanceService,
    AftermathService,
    ProfileFigures,
    Summaries,
    AgentRecords,
    CallCosts,
  ],
  exports: [
    FiguresService,
    AnalyticsCache,
    PerformanceService,
    AgentRecords,
    CallCosts,
    PerformanceAggregator,
    Summaries,
  ],
})
export class AnalyticsModule {}
