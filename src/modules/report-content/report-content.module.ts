import { Module } from '@nestjs/common';
import { AnalyticsModule } from '../analytics/analytics.module.js';
import { ForecastsModule } from '../forecasts/forecasts.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { CallRowsRepository } from './call-rows.repository.js';
import { ReportContent } from './report-content.service.js';

/** What reports say: figures, calls, what is to come, and the charts of it. */
@Module({
  imports: [SettingsModule, AnalyticsModule, ForecastsModule],
  providers: [CallRowsRepository, ReportContent],
  exports: [ReportContent],
})
export class ReportContentModule {}
