import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { AgentsModule } from '../agents/agents.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { CallsModule } from '../calls/calls.module.js';
import { FeedModule } from '../feed/feed.module.js';
import { HeartbeatModule } from '../heartbeat/heartbeat.module.js';
import { LiveMetricsModule } from '../live-metrics/live-metrics.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { AgentSocketsRepository } from './agent-sockets.repository.js';
import { AgentSocketsSchema } from './agent-sockets.schema.js';
import { Commands } from './commands.service.js';
import { Deliveries } from './deliveries.service.js';
import { Gauges } from './gauges.service.js';
import { OfflineAfterGrace } from './grace.schedule.js';
import { OpenSockets } from './open-sockets.js';
import { Handshakes } from './handshake.service.js';
import { Hub } from './hub.service.js';
import { PlainSockets } from './plain-sockets.js';
import { RealtimeGateway } from './realtime.gateway.js';
import { SilentSockets } from './silent-sockets.js';
import { SocketRegistry } from './socket-registry.service.js';

/** Sockets of agents' apps: what they hear as it happens, and what they say. */
@Module({
  imports: [
    tenantModels({ AgentSockets: AgentSocketsSchema }),
    SettingsModule,
    AgentsModule,
    AuthModule,
    HeartbeatModule,
    CallsModule,
    QueueModule,
    LiveMetricsModule,
    FeedModule,
  ],
  providers: [
    AgentSocketsRepository,
    OpenSockets,
    SocketRegistry,
    SilentSockets,
    OfflineAfterGrace,
    Handshakes,
    Deliveries,
    Hub,
    Commands,
    PlainSockets,
    RealtimeGateway,
    Gauges,
  ],
  exports: [OpenSockets],
})
export class RealtimeModule {}
