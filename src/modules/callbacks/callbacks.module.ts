import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { QueueModule } from '../queue/queue.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { CallbackFollower } from './callback-follower.js';
import { CallbackSchema } from './callback.schema.js';
import { CallbacksController } from './callbacks.controller.js';
import { CallbacksRepository } from './callbacks.repository.js';
import { CallbacksService } from './callbacks.service.js';

/** Callers who are called back. Needs `CallbackDialler`, which `app.module` binds. */
@Module({
  imports: [tenantModels({ Callback: CallbackSchema }), SettingsModule, QueueModule],
  controllers: [CallbacksController],
  providers: [CallbacksRepository, CallbacksService, CallbackFollower],
  exports: [CallbacksService],
})
export class CallbacksModule {}
