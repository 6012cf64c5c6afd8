import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { CallsModule } from '../calls/calls.module.js';
import { HeartbeatModule } from '../heartbeat/heartbeat.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { AgentIndex } from './agent-index.js';
import { DecisionSchema } from './decision.schema.js';
import { DecisionsRepository } from './decisions.repository.js';
import { DecisionsService } from './decisions.service.js';
import { AgentRouter } from './router.service.js';
import { RoutingPreview } from './routing-preview.js';
import { RoutingController } from './routing.controller.js';
import { SectorReadiness } from './sector-readiness.js';

/** Who takes the call: scores, the index of ready agents, reservations, decisions. */
@Module({
  imports: [
    tenantModels({ RoutingDecision: DecisionSchema }),
    SettingsModule,
    CallsModule,
    HeartbeatModule,
  ],
  controllers: [RoutingController],
  providers: [
    AgentIndex,
    AgentRouter,
    RoutingPreview,
    DecisionsRepository,
    DecisionsService,
    SectorReadiness,
  ],
  exports: [AgentIndex, AgentRouter, RoutingPreview, DecisionsService],
})
export class RoutingModule {}
