import { Module } from '@nestjs/common';
import { ChannelsModule } from '../channels/channels.module.js';
import { ChannelSetupController } from './channel-setup.controller.js';
import { ChannelTests } from './channel-tests.service.js';
import { SmtpProbe } from './smtp.probe.js';
import { VoiceSetup } from './voice-setup.service.js';

/**
 * Setting channels up: what to enter at Exotel, and the test that connects. Needs `ExotelProbe` and
 * `WebhookSightings`, which `app.module` binds.
 */
@Module({
  imports: [ChannelsModule],
  controllers: [ChannelSetupController],
  providers: [ChannelTests, SmtpProbe, VoiceSetup],
})
export class ChannelSetupModule {}
