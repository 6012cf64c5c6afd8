import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { asAgentId, asTeamId } from '../../common/ids.js';
import { pageRequest } from '../../common/page.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { AnswerAs, envelope } from '../../platform/http/envelope.interceptor.js';
import {
  AgentPerformanceDto,
  AgentsPerformanceQuery,
  PeriodFiguresDto,
  PeriodQuery,
  SectorPerformanceDto,
  SectorsPerformanceQuery,
  SummaryQuery,
} from './performance.dto.js';
import { PerformanceService, type FiguresPage, type Narrowed } from './performance.service.js';

@ApiTags('analytics')
@ApiBearerAuth()
@Controller('api/analytics/performance')
export class PerformanceController {
  constructor(private readonly performance: PerformanceService) {}

  /**
   * Agents with their figures over the period and by day, who answered most first; `statistics` are
   * those of all that match together. Agents without a call are left out.
   */
  @Get('agents')
  @Can('analytics:read')
  @AnswerAs('raw')
  @AnswersPage(AgentPerformanceDto)
  async listAgentPerformance(
    @Me() me: Principal,
    @Query() query: AgentsPerformanceQuery,
  ): Promise<object> {
    const page = pageRequest(query.page, query.limit);
    const found: FiguresPage<AgentPerformanceDto> = await this.performance.byAgent(
      me.clientId,
      narrowed(query),
      page,
    );
    return withStatistics(found);
  }

  /**
   * Sectors with their figures over the period and by day, which had most answered calls first;
   * `statistics` are those of all that match together.
   */
  @Get('sectors')
  @Can('analytics:read')
  @AnswerAs('raw')
  @AnswersPage(SectorPerformanceDto)
  async listSectorPerformance(
    @Me() me: Principal,
    @Query() query: SectorsPerformanceQuery,
  ): Promise<object> {
    const page = pageRequest(query.page, query.limit);
    const found: FiguresPage<SectorPerformanceDto> = await this.performance.bySector(
      me.clientId,
      narrowed(query),
      page,
    );
    return withStatistics(found);
  }

  /** The company's figures over the period and by day, or those of one agent, sector or team. */
  @Get('summary')
  @Can('analytics:read')
  async getPerformanceSummary(
    @Me() me: Principal,
    @Query() query: SummaryQuery,
  ): Promise<PeriodFiguresDto> {
    return await this.performance.summary(me.clientId, narrowed(query));
  }
}

@ApiTags('teams')
@ApiBearerAuth()
@Controller('api/teams')
export class TeamPerformanceController {
  constructor(private readonly performance: PerformanceService) {}

  /** A team's figures over the period and by day. */
  @Get(':id/performance')
  @Can('teams:read')
  @Fails('TEAM_NOT_FOUND')
  async getTeamPerformance(
    @Me() me: Principal,
    @Param('id') id: string,
    @Query() query: PeriodQuery,
  ): Promise<PeriodFiguresDto> {
    return await this.performance.ofTeam(me.clientId, asTeamId(id), query);
  }
}

/** A list in the usual envelope, with the figures of all that match beside it. */
function withStatistics(found: FiguresPage<unknown>): object {
  return { ...(envelope(found, 'envelope') as object), statistics: found.statistics };
}

function narrowed(query: SummaryQuery): Narrowed {
  const { from, to, agent, sector, team } = query;
  return {
    from,
    to,
    agentId: agent === undefined ? undefined : asAgentId(agent),
    sector,
    teamId: team === undefined ? undefined : asTeamId(team),
  };
}
