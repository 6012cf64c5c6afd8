import { Module } from '@nestjs/common';
import { Passwords } from '../../platform/crypto/passwords.js';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { AgentActivities } from './agent-activities.service.js';
import { AgentActivitiesRepository } from './agent-activities.repository.js';
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
      AdminGuard: AdminGuardSchema,
    }),
  ],
  controllers: [AgentsController],
  providers: [
    AgentsRepository,
    AgentActivitiesRepository,
    AgentsService,
    AgentChangesService,
    AgentActivities,
    Passwords,
  ],
  exports: [AgentsService, AgentActivities, Passwords],
})
export class AgentsModule {}
