import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { asTeamId } from '../../common/ids.js';
import { Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { BulkMembersDto, BulkResultDto } from './team-bulk.dto.js';
import { TeamBulkService } from './team-bulk.service.js';
import { TeamMembersService } from './team-members.service.js';
import {
  AddMemberDto,
  AssignAgentDto,
  TeamAssignmentDto,
  TeamMemberDto,
  UpdateMemberDto,
} from './teams.dto.js';

@ApiTags('teams')
@ApiBearerAuth()
@Controller('api/teams/:id')
export class TeamMembersController {
  constructor(
    private readonly members: TeamMembersService,
    private readonly bulk: TeamBulkService,
  ) {}

  /** Takes an agent into the team. */
  @Post('members')
  @Can('teams:write')
  @Idempotent()
  @Fails('TEAM_NOT_FOUND', 'AGENT_NOT_FOUND', 'MEMBER_EXISTS')
  async addTeamMember(
    @Me() me: Principal,
    @Param('id') id: string,
    @Body() body: AddMemberDto,
  ): Promise<TeamMemberDto> {
    return await this.members.add(me.clientId, asTeamId(id), body);
  }

  /**
   * Adds, moves and removes many members in one call, in the given order. Each is a change of its
   * own: what cannot be done is answered with its error (`AGENT_NOT_FOUND`, `MEMBER_EXISTS`,
   * `MEMBER_NOT_FOUND`, `TEAM_NOT_FOUND` of a move) and holds up no other. A member that moves takes
   * its assignments along.
   */
  @Post('bulk')
  @HttpCode(200)
  @Can('teams:write')
  @Idempotent()
  @Fails('TEAM_NOT_FOUND')
  async changeTeamMembers(
    @Me() me: Principal,
    @Param('id') id: string,
    @Body() body: BulkMembersDto,
  ): Promise<BulkResultDto> {
    return await this.bulk.run(me.clientId, asTeamId(id), body.operations);
  }

  /** Changes a member's role, or whether it is active. */
  @Put('members/:memberId')
  @Can('teams:write')
  @Fails('TEAM_NOT_FOUND', 'MEMBER_NOT_FOUND')
  async updateTeamMember(
    @Me() me: Principal,
    @Param('id') id: string,
    @Param('memberId') memberId: string,
    @Body() body: UpdateMemberDto,
  ): Promise<TeamMemberDto> {
    return await this.members.change(me.clientId, asTeamId(id), memberId, body);
  }

  /** Takes a member out of the team and ends its assignments. */
  @Delete('members/:memberId')
  @Can('teams:write')
  @Fails('TEAM_NOT_FOUND', 'MEMBER_NOT_FOUND')
  async removeTeamMember(
    @Me() me: Principal,
    @Param('id') id: string,
    @Param('memberId') memberId: string,
  ): Promise<null> {
    await this.members.remove(me.clientId, asTeamId(id), { id: memberId });
    return null;
  }

  /** Who takes the team's calls, highest priority first. */
  @Get('agents')
  @Can('teams:read')
  @Fails('TEAM_NOT_FOUND')
  async listTeamAgents(@Me() me: Principal, @Param('id') id: string): Promise<TeamAssignmentDto[]> {
    return await this.members.listAssignments(me.clientId, asTeamId(id));
  }

  /** Lets an agent, or a bot for a member, take the team's calls. */
  @Post('agents')
  @Can('teams:write')
  @Idempotent()
  @Fails('TEAM_NOT_FOUND', 'AGENT_NOT_FOUND', 'MEMBER_NOT_FOUND', 'ASSIGNMENT_EXISTS')
  async assignTeamAgent(
    @Me() me: Principal,
    @Param('id') id: string,
    @Body() body: AssignAgentDto,
  ): Promise<TeamAssignmentDto> {
    return await this.members.assign(me.clientId, asTeamId(id), body);
  }

  /** No more calls of the team for this agent. */
  @Delete('agents/:assignmentId')
  @Can('teams:write')
  @Fails('TEAM_NOT_FOUND', 'ASSIGNMENT_NOT_FOUND')
  async unassignTeamAgent(
    @Me() me: Principal,
    @Param('id') id: string,
    @Param('assignmentId') assignmentId: string,
  ): Promise<null> {
    await this.members.unassign(me.clientId, asTeamId(id), assignmentId);
    return null;
  }
}
