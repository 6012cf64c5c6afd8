import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { CallBatchesModule } from '../call-batches/call-batches.module.js';
import { CallsModule } from '../calls/calls.module.js';
import { DiallingModule } from '../dialling/dialling.module.js';
import { DncModule } from '../dnc/dnc.module.js';
import { MediaStreamsModule } from '../media/media.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { ProviderModule } from '../telephony/telephony.module.js';
import { CallBatchesController } from './call-batches.controller.js';
import { CallImport } from './call-import.service.js';
import { CallRecordings } from './call-recordings.service.js';
import { OutboundCallsController } from './outbound-calls.controller.js';
import { OutgoingCallService } from './outgoing-call.service.js';
import { RecordingsController } from './recordings.controller.js';

/** The routes of calls that a company places. */
@Module({
  imports: [
    AgentsModule,
    CallsModule,
    SettingsModule,
    ProviderModule,
    DncModule,
    MediaStreamsModule,
    CallBatchesModule,
    DiallingModule,
  ],
  controllers: [OutboundCallsController, CallBatchesController, RecordingsController],
  providers: [OutgoingCallService, CallImport, CallRecordings],
  exports: [OutgoingCallService],
})
export class OutboundModule {}
