import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { AnalyticsAuditModule } from '../analytics-audit/analytics-audit.module.js';
import { ForecastsModule } from '../forecasts/forecasts.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { AnomaliesController } from './anomalies.controller.js';
import { AnomaliesJob } from './anomalies.job.js';
import { AnomaliesRepository } from './anomalies.repository.js';
import { AnomaliesService } from './anomalies.service.js';
import { AnomalyDetector } from './anomaly-detector.service.js';
import { AnomalySchema } from './anomaly.schema.js';

/** What is not as it should be: found, told, looked after. */
@Module({
  imports: [
    tenantModels({ Anomaly: AnomalySchema }),
    AnalyticsAuditModule,
    SettingsModule,
    ForecastsModule,
  ],
  controllers: [AnomaliesController],
  providers: [AnomaliesRepository, AnomaliesService, AnomalyDetector, AnomaliesJob],
  exports: [AnomaliesService],
})
export class AnomaliesModule {}
