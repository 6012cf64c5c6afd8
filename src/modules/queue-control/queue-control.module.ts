import { Module } from '@nestjs/common';
import { CallsModule } from '../calls/calls.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { TeamsModule } from '../teams/teams.module.js';
import { LineChanges } from './line-changes.service.js';
import { QueueController } from './queue.controller.js';
import { WhyWaiting } from './why-waiting.service.js';

/** What supervisors see and change of the line. */
@Module({
  imports: [SettingsModule, TeamsModule, CallsModule, RoutingModule, QueueModule],
  controllers: [QueueController],
  providers: [WhyWaiting, LineChanges],
})
export class QueueControlModule {}
