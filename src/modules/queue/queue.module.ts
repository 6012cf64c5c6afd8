import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { CallsModule } from '../calls/calls.module.js';
import { ChannelsModule } from '../channels/channels.module.js';
import { MediaStreamsModule } from '../media/media.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { ProviderModule } from '../telephony/telephony.module.js';
import { CallMoves } from './call-moves.service.js';
import { GapMarkSchema, GapReader } from './gap-reader.service.js';
import { BotTurns } from './bot-turns.service.js';
import { InboundCallFlow } from './inbound-flow.service.js';
import { Matcher } from './matcher.service.js';
import { OrphanedCalls } from './orphaned-calls.service.js';
import { QueueController } from './queue.controller.js';
import { QueueRepository } from './queue.repository.js';
import { QueueEntrySchema } from './queue.schema.js';
import { QueueService } from './queue.service.js';
import { RecentWaits } from './recent-waits.js';
import { CallReconciler } from './reconciler.service.js';
import { WaitingLine } from './waiting-line.js';

/** Incoming calls from the first question to the end: who takes them, who waits, what is looked up. */
@Module({
  imports: [
    tenantModels({ QueueEntry: QueueEntrySchema, GapMark: GapMarkSchema }),
    SettingsModule,
    ChannelsModule,
    CallsModule,
    RoutingModule,
    MediaStreamsModule,
    ProviderModule,
  ],
  controllers: [QueueController],
  providers: [
    QueueRepository,
    WaitingLine,
    CallMoves,
    Matcher,
    RecentWaits,
    QueueService,
    CallReconciler,
    GapReader,
    OrphanedCalls,
    InboundCallFlow,
    BotTurns,
  ],
  exports: [InboundCallFlow, BotTurns, QueueService],
})
export class QueueModule {}
