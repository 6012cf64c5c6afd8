import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { CallsModule } from '../calls/calls.module.js';
import { ChannelsModule } from '../channels/channels.module.js';
import { MediaStreamsModule } from '../media/media.module.js';
import { HeartbeatModule } from '../heartbeat/heartbeat.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { ProviderModule } from '../telephony/telephony.module.js';
import { CallbackPlaces } from './callback-places.js';
import { CallbackRequests } from './callback-requests.service.js';
import { CallMoves } from './call-moves.service.js';
import { GapMarkSchema, GapReader } from './gap-reader.service.js';
import { BotTurns } from './bot-turns.service.js';
import { ImpossibleCombinations } from './impossible-combinations.js';
import { InboundCallFlow } from './inbound-flow.service.js';
import { LongWaits } from './long-waits.service.js';
import { Matcher } from './matcher.service.js';
import { OrphanedCalls } from './orphaned-calls.service.js';
import { QueueLengths } from './queue-lengths.js';
import { QueueRepository } from './queue.repository.js';
import { QueueEntrySchema } from './queue.schema.js';
import { QueueService } from './queue.service.js';
import { CallReconciler } from './reconciler.service.js';
import { WaitPromises } from './wait-promises.js';
import { WaitingLine } from './waiting-line.js';

/** Incoming calls from the first question to the end: who takes them, who waits, what is looked up. */
@Module({
  imports: [
    tenantModels({ QueueEntry: QueueEntrySchema, GapMark: GapMarkSchema }),
    SettingsModule,
    ChannelsModule,
    HeartbeatModule,
    CallsModule,
    RoutingModule,
    MediaStreamsModule,
    ProviderModule,
  ],
  providers: [
    QueueRepository,
    WaitingLine,
    QueueLengths,
    CallMoves,
    Matcher,
    WaitPromises,
    CallbackRequests,
    CallbackPlaces,
    LongWaits,
    QueueService,
    CallReconciler,
    GapReader,
    OrphanedCalls,
    ImpossibleCombinations,
    InboundCallFlow,
    BotTurns,
  ],
  exports: [
    InboundCallFlow,
    BotTurns,
    QueueService,
    CallbackPlaces,
    WaitPromises,
    CallMoves,
    Matcher,
  ],
})
export class QueueModule {}
