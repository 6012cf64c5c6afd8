import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { AgentsModule } from '../agents/agents.module.js';
import { DiallingModule } from '../dialling/dialling.module.js';
import { DncModule } from '../dnc/dnc.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { ScheduleRunner } from './schedule-runner.service.js';
import { ScheduledCallSchema } from './scheduled-call.schema.js';
import { ScheduledCallsController } from './scheduled-calls.controller.js';
import { ScheduledCallsRepository } from './scheduled-calls.repository.js';
import { ScheduledCalls } from './scheduled-calls.service.js';

/** Calls that are placed later, once or again and again. */
@Module({
  imports: [
    tenantModels({ ScheduledCall: ScheduledCallSchema }),
    AgentsModule,
    SettingsModule,
    DncModule,
    DiallingModule,
  ],
  controllers: [ScheduledCallsController],
  providers: [ScheduledCallsRepository, ScheduledCalls, ScheduleRunner],
})
export class SchedulingModule {}
