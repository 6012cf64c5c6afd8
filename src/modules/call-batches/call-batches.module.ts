import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { BatchSchema } from './batch.schema.js';
import { BatchesRepository } from './batches.repository.js';
import { CallBatches } from './call-batches.service.js';

/** Calls that were accepted together: their pauses, and how far they are. */
@Module({
  imports: [tenantModels({ CallBatch: BatchSchema })],
  providers: [BatchesRepository, CallBatches],
  exports: [CallBatches],
})
export class CallBatchesModule {}
