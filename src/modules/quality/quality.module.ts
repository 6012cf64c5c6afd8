import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { AnalyticsAuditModule } from '../analytics-audit/analytics-audit.module.js';
import { CallsModule } from '../calls/calls.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { QualityController } from './quality.controller.js';
import { QualityService } from './quality.service.js';
import { QualityStoreModule } from './quality-store.module.js';
import { ScorecardSetSchema } from './scorecard.schema.js';
import { ScorecardsRepository } from './scorecards.repository.js';
import { Scorecards } from './scorecards.service.js';

/** How well calls were handled, as people judged who heard them. */
@Module({
  imports: [
    tenantModels({ ScorecardSet: ScorecardSetSchema }),
    QualityStoreModule,
    AnalyticsAuditModule,
    CallsModule,
    SettingsModule,
  ],
  controllers: [QualityController],
  providers: [ScorecardsRepository, Scorecards, QualityService],
  exports: [QualityStoreModule],
})
export class QualityModule {}
