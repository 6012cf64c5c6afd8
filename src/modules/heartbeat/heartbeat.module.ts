import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { ActivityModule } from '../activity/activity.module.js';
import { AgentsModule } from '../agents/agents.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { HeartbeatCleanup } from './heartbeat-cleanup.js';
import {
  AgentStatusController,
  HeartbeatController,
  HeartbeatCronController,
} from './heartbeat.controller.js';
import { HeartbeatWrites } from './heartbeat-writes.js';
import { AgentHeartbeatService } from './heartbeat.service.js';
import { HeldCallsCheck } from './held-calls-check.js';
import { PresenceStatus } from './presence-status.js';
import { PresenceRepository } from './presence.repository.js';
import { PresenceSchema } from './presence.schema.js';
import { PresenceService } from './presence.service.js';
import { ReservationCapacity } from './reservation-capacity.js';
import { SessionSweepJob } from './session-sweep.job.js';
import { SignedOutAgents } from './signed-out.js';
import { StatusManager } from './status-manager.js';

/** Who is there, what they chose and what they hold. */
@Module({
  imports: [
    tenantModels({ Presence: PresenceSchema }),
    SettingsModule,
    AgentsModule,
    AuthModule,
    ActivityModule,
  ],
  controllers: [HeartbeatController, AgentStatusController, HeartbeatCronController],
  providers: [
    PresenceRepository,
    StatusManager,
    PresenceService,
    HeartbeatWrites,
    AgentHeartbeatService,
    PresenceStatus,
    HeartbeatCleanup,
    HeldCallsCheck,
    ReservationCapacity,
    SessionSweepJob,
    SignedOutAgents,
  ],
  exports: [
    PresenceStatus,
    PresenceService,
    StatusManager,
    AgentHeartbeatService,
    HeldCallsCheck,
    ReservationCapacity,
  ],
})
export class HeartbeatModule {}
