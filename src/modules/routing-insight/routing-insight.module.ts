import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { CallsModule } from '../calls/calls.module.js';
import { CapabilitySuccessSchema } from '../routing/capability-success.schema.js';
import { RoutingModule } from '../routing/routing.module.js';
import { SectorAgentsModule } from '../sector-agents/sector-agents.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { TeamsModule } from '../teams/teams.module.js';
import { CapabilitySuccessJob } from './capability-success.job.js';
import { RecommendationsService } from './recommendations.service.js';
import { RoutingHealthService } from './routing-health.service.js';
import { RoutingInsightController } from './routing-insight.controller.js';

/** What routing would do, whether it is well, and what the record says should change. */
@Module({
  imports: [
    tenantModels({ CapabilitySuccess: CapabilitySuccessSchema }),
    SettingsModule,
    TeamsModule,
    SectorAgentsModule,
    CallsModule,
    RoutingModule,
  ],
  controllers: [RoutingInsightController],
  providers: [RoutingHealthService, RecommendationsService, CapabilitySuccessJob],
})
export class RoutingInsightModule {}
