import { Global, Module } from '@nestjs/common';
import { PlatformModule } from './platform/platform.module.js';
import { ApiKeyCheck } from './platform/http/api-key-check.js';
import { SessionCheck } from './platform/http/session-check.js';
import { TenantList } from './platform/jobs/tenant-list.port.js';
import { ActivityModule } from './modules/activity/activity.module.js';
import { AgentPerformanceModule } from './modules/agent-performance/agent-performance.module.js';
import { AgentDirectoryModule } from './modules/agent-directory/agent-directory.module.js';
import { AgentTransferModule } from './modules/agent-transfer/agent-transfer.module.js';
import { AgentCapacity } from './modules/agents/agent-capacity.port.js';
import { AgentSessions } from './modules/agents/agent-sessions.port.js';
import { AgentsModule } from './modules/agents/agents.module.js';
import { AnalyticsModule } from './modules/analytics/analytics.module.js';
import { AnomaliesModule } from './modules/anomalies/anomalies.module.js';
import { ApiKeyChecks } from './modules/api-keys/api-key-checks.service.js';
import { ApiKeysModule } from './modules/api-keys/api-keys.module.js';
import { AuthModule } from './modules/auth/auth.module.js';
import { LeavingAgents } from './modules/auth/leaving-agents.js';
import { SessionChecks } from './modules/auth/session-checks.js';
import { CallingWindowModule } from './modules/calling-window/calling-window.module.js';
import { CompanyWindow } from './modules/calling-window/company-window.service.js';
import { CallAnalyticsModule } from './modules/call-analytics/call-analytics.module.js';
import { CallbacksModule } from './modules/callbacks/callbacks.module.js';
import { CallbacksService } from './modules/callbacks/callbacks.service.js';
import { CallsModule } from './modules/calls/calls.module.js';
import { LiveCallsCount } from './modules/calls/live-calls-count.js';
import { DiallingModule } from './modules/dialling/dialling.module.js';
import { PlacedBotTurns } from './modules/dialling/placed-bot-turns.service.js';
import { PlacedCallsHeard } from './modules/dialling/placed-call-news.service.js';
import { ExotelProbe } from './modules/channel-setup/channel-probe.port.js';
import { ChannelSetupModule } from './modules/channel-setup/channel-setup.module.js';
import { WebhookSightings } from './modules/channel-setup/webhook-sightings.port.js';
import { CampaignFlow } from './modules/campaigns/campaign-flow.service.js';
import { CampaignsModule } from './modules/campaigns/campaigns.module.js';
import { ChannelsModule } from './modules/channels/channels.module.js';
import { DashboardModule } from './modules/dashboard/dashboard.module.js';
import { FeedModule } from './modules/feed/feed.module.js';
import { CompanySettingsModule } from './modules/company-settings/company-settings.module.js';
import { LiveCalls } from './modules/channels/live-calls.port.js';
import { FoldingModule } from './modules/folding/folding.module.js';
import { ForecastsModule } from './modules/forecasts/forecasts.module.js';
import { CallingHours } from './modules/placed-calls/calling-hours.port.js';
import { HeartbeatModule } from './modules/heartbeat/heartbeat.module.js';
import { HeldCallsCheck } from './modules/heartbeat/held-calls-check.js';
import { MediaModule } from './modules/media/media.module.js';
import { StreamFlow } from './modules/media/stream-flow.port.js';
import { DeviceConnectivityModule } from './modules/device-connectivity/device-connectivity.module.js';
import { LiveSockets } from './modules/device-connectivity/live-sockets.port.js';
import { ReservationCapacity } from './modules/heartbeat/reservation-capacity.js';
import { OutboundModule } from './modules/outbound/outbound.module.js';
import { LiveMetricsModule } from './modules/live-metrics/live-metrics.module.js';
import { PrivacyModule } from './modules/privacy/privacy.module.js';
import { QualityModule } from './modules/quality/quality.module.js';
import { Callbacks } from './modules/queue/callbacks.port.js';
import { QueueControlModule } from './modules/queue-control/queue-control.module.js';
import { QueueModule } from './modules/queue/queue.module.js';
import { OpenSockets } from './modules/realtime/open-sockets.js';
import { RealtimeModule } from './modules/realtime/realtime.module.js';
import { ReportSchedulesModule } from './modules/report-schedules/report-schedules.module.js';
import { ReportsModule } from './modules/reports/reports.module.js';
import { RetentionModule } from './modules/retention/retention.module.js';
import { RevenueModule } from './modules/revenue/revenue.module.js';
import { RoutingInsightModule } from './modules/routing-insight/routing-insight.module.js';
import { RoutingModule } from './modules/routing/routing.module.js';
import { KeypadRatings } from './modules/satisfaction/keypad-ratings.service.js';
import { SatisfactionModule } from './modules/satisfaction/satisfaction.module.js';
import { HeldCalls } from './modules/sector-agents/held-calls.port.js';
import { SchedulingModule } from './modules/scheduling/scheduling.module.js';
import { SectorAgentsModule } from './modules/sector-agents/sector-agents.module.js';
import { CompanyList } from './modules/settings/company-list.js';
import { SettingsModule } from './modules/settings/settings.module.js';
import { TeamFiguresModule } from './modules/team-figures/team-figures.module.js';
import { TeamsModule } from './modules/teams/teams.module.js';
import { CallFlow } from './modules/telephony/call-flow.port.js';
import { CallerRatings } from './modules/telephony/caller-ratings.port.js';
import { ExotelAccountProbe } from './modules/telephony/exotel/exotel-account.probe.js';
import { HeardWebhooks } from './modules/telephony/heard-webhooks.js';
import { PlacedCalls } from './modules/telephony/placed-calls.port.js';
import { ProviderModule, TelephonyModule } from './modules/telephony/telephony.module.js';
import { WebhooksModule } from './modules/webhooks/webhooks.module.js';

/** Ports: what a module on the left asks, and who on the right answers. */
@Global()
@Module({
  imports: [
    SettingsModule,
    AuthModule,
    ApiKeysModule,
    HeartbeatModule,
    ProviderModule,
    TelephonyModule,
    CallsModule,
    QueueModule,
    CallbacksModule,
    RealtimeModule,
    DiallingModule,
    CallingWindowModule,
    CampaignsModule,
    SatisfactionModule,
  ],
  providers: [
    { provide: TenantList, useExisting: CompanyList },
    { provide: SessionCheck, useExisting: SessionChecks },
    { provide: ApiKeyCheck, useExisting: ApiKeyChecks },
    { provide: AgentCapacity, useExisting: ReservationCapacity },
    { provide: AgentSessions, useExisting: LeavingAgents },
    { provide: LiveSockets, useExisting: OpenSockets },
    { provide: HeldCalls, useExisting: HeldCallsCheck },
    { provide: ExotelProbe, useExisting: ExotelAccountProbe },
    { provide: WebhookSightings, useExisting: HeardWebhooks },
    { provide: LiveCalls, useExisting: LiveCallsCount },
    { provide: Callbacks, useExisting: CallbacksService },
    { provide: CallFlow, useExisting: CampaignFlow },
    { provide: CallingHours, useExisting: CompanyWindow },
    { provide: StreamFlow, useExisting: PlacedBotTurns },
    { provide: PlacedCalls, useExisting: PlacedCallsHeard },
    { provide: CallerRatings, useExisting: KeypadRatings },
  ],
  exports: [
    TenantList,
    SessionCheck,
    ApiKeyCheck,
    AgentCapacity,
    AgentSessions,
    LiveSockets,
    HeldCalls,
    ExotelProbe,
    WebhookSightings,
    LiveCalls,
    Callbacks,
    CallFlow,
    CallingHours,
    StreamFlow,
    PlacedCalls,
    CallerRatings,
  ],
})
class PortsModule {}

/** The whole program, in the order in which its modules may know each other. */
@Module({
  imports: [
    PlatformModule,
    SettingsModule,
    AgentsModule,
    AgentDirectoryModule,
    AgentTransferModule,
    TeamsModule,
    SectorAgentsModule,
    CompanySettingsModule,
    AuthModule,
    ApiKeysModule,
    ChannelsModule,
    ActivityModule,
    ChannelSetupModule,
    HeartbeatModule,
    DeviceConnectivityModule,
    TelephonyModule,
    CallsModule,
    RoutingModule,
    MediaModule,
    QueueModule,
    QueueControlModule,
    RoutingInsightModule,
    CallbacksModule,
    WebhooksModule,
    AgentPerformanceModule,
    RetentionModule,
    DiallingModule,
    OutboundModule,
    SchedulingModule,
    CampaignsModule,
    FoldingModule,
    AnalyticsModule,
    ForecastsModule,
    AnomaliesModule,
    QualityModule,
    SatisfactionModule,
    CallAnalyticsModule,
    LiveMetricsModule,
    RevenueModule,
    DashboardModule,
    TeamFiguresModule,
    ReportsModule,
    ReportSchedulesModule,
    PrivacyModule,
    FeedModule,
    RealtimeModule,
    PortsModule,
  ],
})
export class AppModule {}
