import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { AnalyticsAuditModule } from '../analytics-audit/analytics-audit.module.js';
import { AgentsModule } from '../agents/agents.module.js';
import { AnalyticsModule } from '../analytics/analytics.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { CallExpectations } from './call-expectations.service.js';
import { ForecastSchema } from './forecast.schema.js';
import { ForecastsJob } from './forecasts.job.js';
import { ForecastsRepository } from './forecasts.repository.js';
import { PredictionsController } from './predictions.controller.js';
import { PredictionsService } from './predictions.service.js';
import { PredictiveAnalytics } from './predictive-analytics.service.js';
import { QuartersRepository } from './quarters.repository.js';

/** What is to come: calls, the agents they need, what agents will do; and how right that was. */
@Module({
  imports: [
    tenantModels({ Forecast: ForecastSchema }),
    AnalyticsAuditModule,
    SettingsModule,
    AgentsModule,
    AnalyticsModule,
  ],
  controllers: [PredictionsController],
  providers: [
    QuartersRepository,
    ForecastsRepository,
    PredictiveAnalytics,
    PredictionsService,
    ForecastsJob,
    CallExpectations,
  ],
  exports: [PredictionsService, CallExpectations],
})
export class ForecastsModule {}
