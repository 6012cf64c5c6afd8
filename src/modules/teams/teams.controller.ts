import { Body, Controller, Delete, Get, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { asTeamId } from '../../common/ids.js';
import { pageRequest, type Page } from '../../common/page.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { eTag, IfMatch } from '../../platform/http/if-match.js';
import { CreateTeamDto, ListTeamsQuery, TeamDto, UpdateTeamDto } from './teams.dto.js';
import { TeamsService } from './teams.service.js';

interface Reply {
  header(name: string, value: string): unknown;
}

@ApiTags('teams')
@ApiBearerAuth()
@Controller('api/teams')
export class TeamsController {
  constructor(private readonly teams: TeamsService) {}

  /** Teams that match every filter, by name, with how many belong to each. */
  @Get()
  @Can('teams:read')
  @AnswersPage(TeamDto)
  async listTeams(@Me() me: Principal, @Query() query: ListTeamsQuery): Promise<Page<TeamDto>> {
    const { page, limit, ...filter } = query;
    return await this.teams.list(me.clientId, filter, pageRequest(page, limit));
  }

  /** Makes a team. */
  @Post()
  @Can('teams:write')
  @Idempotent()
  @Fails('TEAM_NAME_TAKEN', 'AGENT_NOT_FOUND')
  async createTeam(@Me() me: Principal, @Body() body: CreateTeamDto): Promise<TeamDto> {
    return await this.teams.create(me.clientId, body);
  }

  /** One team; the `ETag` is its version. */
  @Get(':id')
  @Can('teams:read')
  @Fails('TEAM_NOT_FOUND')
  async getTeam(
    @Me() me: Principal,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TeamDto> {
    const team = await this.teams.get(me.clientId, asTeamId(id));
    reply.header('ETag', eTag(team.version));
    return team;
  }

  /** Changes what is given; from the next call on, routing follows. */
  @Put(':id')
  @Can('teams:write')
  @Fails('TEAM_NOT_FOUND', 'TEAM_NAME_TAKEN', 'AGENT_NOT_FOUND', 'VERSION_CONFLICT')
  async updateTeam(
    @Me() me: Principal,
    @Param('id') id: string,
    @Body() body: UpdateTeamDto,
    @IfMatch() expected: number | null,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TeamDto> {
    const team = await this.teams.update(me.clientId, asTeamId(id), body, expected);
    reply.header('ETag', eTag(team.version));
    return team;
  }

  /** Removes a team with its members and assignments. History stays; live calls finish. */
  @Delete(':id')
  @Can('teams:write')
  @Fails('TEAM_NOT_FOUND', 'VERSION_CONFLICT')
  async deleteTeam(
    @Me() me: Principal,
    @Param('id') id: string,
    @IfMatch() expected: number | null,
  ): Promise<null> {
    await this.teams.delete(me.clientId, asTeamId(id), expected);
    return null;
  }
}
