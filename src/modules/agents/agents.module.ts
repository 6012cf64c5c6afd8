import { Module } from '@nestjs/common';
import { Passwords } from '../../platform/crypto/passwords.js';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { AgentActivities } from './agent-activities.service.js';
import { AgentActivitiesRepository } from './agent-activities.repository.js';
import { AgentFiguresRepository } from './agent-figures.repository.js';
import { AgentFiguresSchema } from './agent-figures.schema.js';
import { AgentFiguresService } from './agent-figures.service.js';
import { AgentIds } from './agent-ids.js';
import { AgentIntake } from './agent-intake.service.js';
import { AgentChangesService } from './agent-changes.service.js';
import { AdminGuardSchema, AgentActivitySchema, AgentSchema } from './agent.schema.js';
import { AgentsController } from './agents.controller.js';
import { AgentsRepository } from './agents.repository.js';
import { AgentsService } from './agents.service.js';

/**
 * Agents, their passwords and their history. `app.module` binds `AgentSessions` to who signs out
 * those that leave.
 */
@Module({
  imports: [
    tenantModels({
      Agent: AgentSchema,
      AgentActivity: AgentActivitySchema,
      AgentFigures: AgentFiguresSchema,
      AdminGuard: AdminGuardSchema,
    }),
  ],
  controllers: [AgentsController],
  providers: [
    AgentsRepository,
    AgentActivitiesRepository,
    AgentIds,
    AgentsService,
    AgentIntake,
    AgentChangesService,
    AgentActivities,
    AgentFiguresRepository,
    AgentFiguresService,
    Passwords,
  ],
  exports: [AgentsService, AgentIntake, AgentActivities, AgentFiguresService, Passwords],
})
export class AgentsModule {}
