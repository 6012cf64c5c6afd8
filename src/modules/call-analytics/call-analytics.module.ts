import { Module } from '@nestjs/common';
import { AgentPerformanceModule } from '../agent-performance/agent-performance.module.js';
import { AgentsModule } from '../agents/agents.module.js';
import { AnalyticsAuditModule } from '../analytics-audit/analytics-audit.module.js';
import { AnalyticsModule } from '../analytics/analytics.module.js';
import { QualityStoreModule } from '../quality/quality-store.module.js';
import { SatisfactionStoreModule } from '../satisfaction/satisfaction-store.module.js';
import { AgentsCompared } from './agents-compared.service.js';
import { CallAnalyticsController } from './call-analytics.controller.js';
import { TrendsService } from './trends.service.js';
import { VoiceController } from './voice.controller.js';
import { VoiceService } from './voice.service.js';

/** Figures over time, agents beside one another, and how calls ended. */
@Module({
  imports: [
    AnalyticsModule,
    AnalyticsAuditModule,
    AgentsModule,
    AgentPerformanceModule,
    QualityStoreModule,
    SatisfactionStoreModule,
  ],
  controllers: [CallAnalyticsController, VoiceController],
  providers: [TrendsService, AgentsCompared, VoiceService],
  exports: [TrendsService, AgentsCompared, VoiceService],
})
export class CallAnalyticsModule {}
