import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { AnalyticsCacheModule } from '../analytics-cache/analytics-cache.module.js';
import { CallsModule } from '../calls/calls.module.js';
import { SectorAgentsModule } from '../sector-agents/sector-agents.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { AftermathService } from './aftermath.service.js';
import { FigureRulesService } from './figure-rules.service.js';
import { PerformanceAggregator } from './performance-aggregator.service.js';
import { ProfileFigures } from './profile-figures.service.js';
import { RecountModule } from './recount.module.js';
import { Summaries } from './summaries.service.js';

/** Calls that changed are folded into the figures, and these into what routing goes by. */
@Module({
  imports: [
    RecountModule,
    AnalyticsCacheModule,
    SettingsModule,
    AgentsModule,
    SectorAgentsModule,
    CallsModule,
  ],
  providers: [
    FigureRulesService,
    PerformanceAggregator,
    AftermathService,
    ProfileFigures,
    Summaries,
  ],
  exports: [PerformanceAggregator, Summaries],
})
export class FoldingModule {}
