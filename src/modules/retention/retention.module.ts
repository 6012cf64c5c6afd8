import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { SettingsModule } from '../settings/settings.module.js';
import { RetentionJob } from './retention.job.js';
import { RetentionMarkSchema } from './retention-mark.schema.js';
import { RetentionRepository } from './retention.repository.js';
import { Retention } from './retention.service.js';

/** How long things are kept. */
@Module({
  imports: [tenantModels({ RetentionMark: RetentionMarkSchema }), SettingsModule],
  providers: [RetentionRepository, Retention, RetentionJob],
  exports: [Retention],
})
export class RetentionModule {}
