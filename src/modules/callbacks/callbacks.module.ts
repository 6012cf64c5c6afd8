import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { DiallingModule } from '../dialling/dialling.module.js';
import { ProviderModule } from '../telephony/telephony.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { CallbackFollower } from './callback-follower.js';
import { CallbackSchema } from './callback.schema.js';
import { CallbacksController } from './callbacks.controller.js';
import { CallbackDialler } from './callback-dialler.port.js';
import { OutboundDialler } from './outbound-dialler.js';
import { CallbacksRepository } from './callbacks.repository.js';
import { CallbacksService } from './callbacks.service.js';

/** Callers who are called back. */
@Module({
  imports: [
    tenantModels({ Callback: CallbackSchema }),
    SettingsModule,
    ProviderModule,
    QueueModule,
    DiallingModule,
  ],
  controllers: [CallbacksController],
  providers: [
    CallbacksRepository,
    CallbacksService,
    CallbackFollower,
    { provide: CallbackDialler, useClass: OutboundDialler },
  ],
  exports: [CallbacksService],
})
export class CallbacksModule {}
