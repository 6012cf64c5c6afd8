import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { QualityScoreSchema } from './quality-score.schema.js';
import { QualityScoresRepository } from './quality-scores.repository.js';
import { QualityScores } from './quality-scores.service.js';

/** The scores alone: all that a recount needs of them. */
@Module({
  imports: [tenantModels({ QualityScore: QualityScoreSchema })],
  providers: [QualityScoresRepository, QualityScores],
  exports: [QualityScores],
})
export class QualityStoreModule {}
