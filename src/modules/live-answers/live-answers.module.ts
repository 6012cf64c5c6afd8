import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { LiveAnswersRepository } from './live-answers.repository.js';
import { AnswersOfHourSchema } from './live-answers.schema.js';
import { LiveAnswers } from './live-answers.service.js';

/** How many people who picked up heard nobody, and how many may be dialled ahead of the agents. */
@Module({
  imports: [tenantModels({ AnswersOfHour: AnswersOfHourSchema })],
  providers: [LiveAnswers, LiveAnswersRepository],
  exports: [LiveAnswers],
})
export class LiveAnswersModule {}
