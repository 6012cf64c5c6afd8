import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { AgentsModule } from '../agents/agents.module.js';
import { TeamAssignmentSchema, TeamMemberSchema, TeamSchema } from './team.schema.js';
import { TeamBulkService } from './team-bulk.service.js';
import { TeamMembersController } from './team-members.controller.js';
import { TeamMembersRepository } from './team-members.repository.js';
import { TeamMembersService } from './team-members.service.js';
import { TeamsController } from './teams.controller.js';
import { TeamsRepository } from './teams.repository.js';
import { TeamsService } from './teams.service.js';

/** Teams, who belongs to them and who takes their calls. */
@Module({
  imports: [
    AgentsModule,
    tenantModels({
      Team: TeamSchema,
      TeamMember: TeamMemberSchema,
      TeamAssignment: TeamAssignmentSchema,
    }),
  ],
  controllers: [TeamsController, TeamMembersController],
  providers: [
    TeamsRepository,
    TeamMembersRepository,
    TeamsService,
    TeamMembersService,
    TeamBulkService,
  ],
  exports: [TeamsService, TeamMembersService],
})
export class TeamsModule {}
