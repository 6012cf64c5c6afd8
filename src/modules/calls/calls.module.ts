import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { HeartbeatModule } from '../heartbeat/heartbeat.module.js';
import { CallSchema } from './call.schema.js';
import { CallsController } from './calls.controller.js';
import { CallsRepository } from './calls.repository.js';
import { CallsService } from './calls.service.js';

/** Call records and their states. */
@Module({
  imports: [tenantModels({ Call: CallSchema }), HeartbeatModule],
  controllers: [CallsController],
  providers: [CallsRepository, CallsService],
  exports: [CallsService],
})
export class CallsModule {}
