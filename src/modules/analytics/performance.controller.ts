import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { asTeamId } from '../../common/ids.js';
import { pageRequest } from '../../common/page.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import type { JsonText } from '../../platform/http/json-text.js';
import { Looked } from '../analytics-audit/looked.decorator.js';
import {
  AgentPerformanceDto,
  AgentsPerformanceQuery,
  PeriodFiguresDto,
  PeriodQuery,
  SectorPerformanceDto,
  SectorsPerformanceQuery,
  SummaryQuery,
} from './performance.dto.js';
import { AnalyticsCache } from '../analytics-cache/analytics-cache.service.js';
import { narrowed } from './narrowed.js';
import { PerformanceService } from './performance.service.js';

@ApiTags('analytics')
@ApiBearerAuth()
@Controller('api/analytics/performance')
export class PerformanceController {
  constructor(
    private readonly performance: PerformanceService,
    private readonly cache: AnalyticsCache,
  ) {}

  /**
   * Agents with their figures over the period and by day, who answered most first; `statistics` are
   * those of all that match together, and
   * how they are spread. Agents without a call are left out.
   */
  @Get('agents')
  @Can('analytics:read')
  @Looked('performance.agents')
  @AnswersPage(AgentPerformanceDto)
  async listAgentPerformance(
    @Me() { clientId }: Principal,
    @Query() query: AgentsPerformanceQuery,
  ): Promise<JsonText> {
    const page = pageRequest(query.page, query.limit);
    return await this.cache.page(clientId, 'agents', query, () =>
      this.performance.byAgent(clientId, narrowed(query), page),
    );
  }

  /**
   * Sectors with their figures over the period and by day, which had most answered calls first;
   * `statistics` are those of all that match together.
   */
  @Get('sectors')
  @Can('analytics:read')
  @Looked('performance.sectors')
  @AnswersPage(SectorPerformanceDto)
  async listSectorPerformance(
    @Me() { clientId }: Principal,
    @Query() query: SectorsPerformanceQuery,
  ): Promise<JsonText> {
    const page = pageRequest(query.page, query.limit);
    return await this.cache.page(clientId, 'sectors', query, () =>
      this.performance.bySector(clientId, narrowed(query), page),
    );
  }

  /**
   * The company's figures over the period and by day, or those of one agent, sector, team or channel,
   * beside those of as many days before.
   */
  @Get('summary')
  @Can('analytics:read')
  @Looked('performance.summary')
  @ApiOkResponse({ type: PeriodFiguresDto })
  async getPerformanceSummary(
    @Me() { clientId }: Principal,
    @Query() query: SummaryQuery,
  ): Promise<JsonText> {
    return await this.cache.one(clientId, 'summary', query, () =>
      this.performance.summary(clientId, narrowed(query)),
    );
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
