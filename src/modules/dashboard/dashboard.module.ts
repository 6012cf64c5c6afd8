import { Module } from '@nestjs/common';
import { AnalyticsAuditModule } from '../analytics-audit/analytics-audit.module.js';
import { AnalyticsModule } from '../analytics/analytics.module.js';
import { AnomaliesModule } from '../anomalies/anomalies.module.js';
import { CallAnalyticsModule } from '../call-analytics/call-analytics.module.js';
import { FoldingModule } from '../folding/folding.module.js';
import { LiveMetricsModule } from '../live-metrics/live-metrics.module.js';
import { RevenueModule } from '../revenue/revenue.module.js';
import { AnalyticsProcessor } from './analytics-processor.service.js';
import { DashboardController } from './dashboard.controller.js';

/** A company's figures at a glance. */
@Module({
  imports: [
    AnalyticsModule,
    FoldingModule,
    AnalyticsAuditModule,
    CallAnalyticsModule,
    LiveMetricsModule,
    RevenueModule,
    AnomaliesModule,
  ],
  controllers: [DashboardController],
  providers: [AnalyticsProcessor],
})
export class DashboardModule {}
