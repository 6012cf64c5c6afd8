import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { AgentsModule } from '../agents/agents.module.js';
import { CallBatchesModule } from '../call-batches/call-batches.module.js';
import { DncModule } from '../dnc/dnc.module.js';
import { HeartbeatModule } from '../heartbeat/heartbeat.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { MediaStreamsModule } from '../media/media.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { ProviderModule } from '../telephony/telephony.module.js';
import { Claims } from './claims.service.js';
import { DialLookups } from './dial-lookups.service.js';
import { DialMoves } from './dial-moves.service.js';
import { Dialler } from './dialler.service.js';
import { GoneAgents } from './gone-agents.service.js';
import { OutboundIntents } from './intents.service.js';
import { LinesRepository } from './lines.repository.js';
import { LinesSchema } from './lines.schema.js';
import { OutboundCallsRepository } from './outbound-calls.repository.js';
import { PlacedBotTurns } from './placed-bot-turns.service.js';
import { PlacedCallsHeard } from './placed-call-news.service.js';
import { Retries } from './retries.service.js';
import { RetryAttemptSchema } from './retry-attempt.schema.js';
import { RetryAttemptsRepository } from './retry-attempts.repository.js';
import { WaitingCalls } from './waiting-calls.service.js';

/** Calls that we place, from the accepted intent to the end: dialled once, whatever fails. */
@Module({
  imports: [
    tenantModels({
      OutboundLines: LinesSchema,
      RetryAttempt: RetryAttemptSchema,
    }),
    AgentsModule,
    SettingsModule,
    HeartbeatModule,
    ProviderModule,
    RoutingModule,
    MediaStreamsModule,
    CallBatchesModule,
    QueueModule,
    DncModule,
  ],
  providers: [
    OutboundCallsRepository,
    LinesRepository,
    RetryAttemptsRepository,
    Retries,
    DialMoves,
    Dialler,
    Claims,
    WaitingCalls,
    GoneAgents,
    PlacedCallsHeard,
    PlacedBotTurns,
    DialLookups,
    OutboundIntents,
  ],
  exports: [OutboundIntents, Claims, DialMoves, PlacedCallsHeard, PlacedBotTurns],
})
export class DiallingModule {}
