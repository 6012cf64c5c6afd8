import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { DiallingModule } from '../dialling/dialling.module.js';
import { DncModule } from '../dnc/dnc.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { ProviderModule } from '../telephony/telephony.module.js';
import { OutboundCallsController } from './outbound-calls.controller.js';
import { OutgoingCallService } from './outgoing-call.service.js';

/** The routes of calls that a company places. */
@Module({
  imports: [AgentsModule, SettingsModule, ProviderModule, DncModule, DiallingModule],
  controllers: [OutboundCallsController],
  providers: [OutgoingCallService],
  exports: [OutgoingCallService],
})
export class OutboundModule {}
