import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { HeartbeatModule } from '../heartbeat/heartbeat.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { CallSchema } from './call.schema.js';
import { CallsController } from './calls.controller.js';
import { CallsRepository } from './calls.repository.js';
import { CallsService } from './calls.service.js';
import { DispositionsService } from './dispositions.service.js';
import { OffersController } from './offers.controller.js';
import { OffersService } from './offers.service.js';
import { LiveCallsCount } from './live-calls-count.js';

/** Call records and their states. */
@Module({
  imports: [tenantModels({ Call: CallSchema }), HeartbeatModule, SettingsModule],
  controllers: [CallsController, OffersController],
  providers: [CallsRepository, CallsService, DispositionsService, OffersService, LiveCallsCount],
  exports: [CallsService, OffersService, LiveCallsCount],
})
export class CallsModule {}
