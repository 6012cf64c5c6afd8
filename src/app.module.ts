import { Global, Module } from '@nestjs/common';
import { PlatformModule } from './platform/platform.module.js';
import { SessionCheck } from './platform/http/session-check.js';
import { AgentsModule } from './modules/agents/agents.module.js';
import { AnalyticsModule } from './modules/analytics/analytics.module.js';
import { AuthModule } from './modules/auth/auth.module.js';
import { SessionChecks } from './modules/auth/session-checks.js';
import { CallsModule } from './modules/calls/calls.module.js';
import { ChannelsModule } from './modules/channels/channels.module.js';
import { FeedModule } from './modules/feed/feed.module.js';
import { HeartbeatModule } from './modules/heartbeat/heartbeat.module.js';
import { HeldCallsCheck } from './modules/heartbeat/held-calls-check.js';
import { InboundCallFlow } from './modules/queue/inbound-flow.service.js';
import { QueueModule } from './modules/queue/queue.module.js';
import { RealtimeModule } from './modules/realtime/realtime.module.js';
import { RoutingModule } from './modules/routing/routing.module.js';
import { HeldCalls } from './modules/sector-agents/held-calls.port.js';
import { SectorAgentsModule } from './modules/sector-agents/sector-agents.module.js';
import { SettingsModule } from './modules/settings/settings.module.js';
import { TeamsModule } from './modules/teams/teams.module.js';
import { CallFlow } from './modules/telephony/call-flow.port.js';
import { TelephonyModule } from './modules/telephony/telephony.module.js';

/** Ports: what a module on the left asks, and who on the right answers. */
@Global()
@Module({
  imports: [AuthModule, HeartbeatModule, QueueModule],
  providers: [
    { provide: SessionCheck, useExisting: SessionChecks },
    { provide: HeldCalls, useExisting: HeldCallsCheck },
    { provide: CallFlow, useExisting: InboundCallFlow },
  ],
  exports: [SessionCheck, HeldCalls, CallFlow],
})
class PortsModule {}

/** The whole program, in the order in which its modules may know each other. */
@Module({
  imports: [
    PlatformModule,
    SettingsModule,
    AgentsModule,
    TeamsModule,
    SectorAgentsModule,
    AuthModule,
    ChannelsModule,
    HeartbeatModule,
    TelephonyModule,
    CallsModule,
    RoutingModule,
    QueueModule,
    AnalyticsModule,
    FeedModule,
    RealtimeModule,
    PortsModule,
  ],
})
export class AppModule {}
