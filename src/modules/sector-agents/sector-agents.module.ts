import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { AgentsModule } from '../agents/agents.module.js';
import { SectorAgentSchema } from './sector-agent.schema.js';
import { SectorAgentsController } from './sector-agents.controller.js';
import { SectorAgentsRepository } from './sector-agents.repository.js';
import { SectorAgentsService } from './sector-agents.service.js';

/** Routing profiles. Needs `HeldCalls`, which `app.module` binds. */
@Module({
  imports: [AgentsModule, tenantModels({ SectorAgent: SectorAgentSchema })],
  controllers: [SectorAgentsController],
  providers: [SectorAgentsRepository, SectorAgentsService],
  exports: [SectorAgentsService],
})
export class SectorAgentsModule {}
