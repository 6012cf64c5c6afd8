import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { SatisfactionAnswers } from './satisfaction-answers.service.js';
import { SatisfactionRepository } from './satisfaction.repository.js';
import { SatisfactionSchema } from './satisfaction.schema.js';

/** The answers alone: all that a recount needs of them. */
@Module({
  imports: [tenantModels({ Satisfaction: SatisfactionSchema })],
  providers: [SatisfactionRepository, SatisfactionAnswers],
  exports: [SatisfactionRepository, SatisfactionAnswers],
})
export class SatisfactionStoreModule {}
