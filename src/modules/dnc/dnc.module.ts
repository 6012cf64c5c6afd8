import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { DncController } from './dnc.controller.js';
import { DncImport } from './dnc-import.service.js';
import { DncRepository } from './dnc.repository.js';
import { DncEntrySchema } from './dnc.schema.js';
import { DncService } from './dnc.service.js';

/** Numbers that a company never calls. */
@Module({
  imports: [tenantModels({ DncEntry: DncEntrySchema })],
  controllers: [DncController],
  providers: [DncRepository, DncService, DncImport],
  exports: [DncService],
})
export class DncModule {}
