import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { AnalyticsAuditModule } from '../analytics-audit/analytics-audit.module.js';
import { AnalyticsModule } from '../analytics/analytics.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { RevenueController } from './revenue.controller.js';
import { RevenueService } from './revenue.service.js';

/** What calls cost and brought. */
@Module({
  imports: [AnalyticsModule, AnalyticsAuditModule, AgentsModule, SettingsModule],
  controllers: [RevenueController],
  providers: [RevenueService],
  exports: [RevenueService],
})
export class RevenueModule {}
