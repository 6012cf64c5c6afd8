import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { AgentId } from '../../common/ids.js';
import { pageRequest } from '../../common/page.js';
import { Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import type { JsonText } from '../../platform/http/json-text.js';
import { AgentIdParam } from '../agents/agent-id.decorator.js';
import { Looked } from '../analytics-audit/looked.decorator.js';
import { AnalyticsCache } from '../analytics-cache/analytics-cache.service.js';
import { narrowed } from '../analytics/narrowed.js';
import { PeriodQuery, SummaryQuery } from '../analytics/performance.dto.js';
import { AgentsCompared } from './agents-compared.service.js';
import {
  AgentDetailsDto,
  intervalOf,
  OutcomeCountDto,
  RatedAgentDto,
  TimelinePointDto,
  TopPerformersQuery,
  TrendPointDto,
  TrendsQuery,
} from './call-analytics.dto.js';
import { TrendsService } from './trends.service.js';

/** Fewer calls say little of an agent. */
const MINIMUM_CALLS = 10;

@ApiTags('analytics')
@ApiBearerAuth()
@Controller('api/analytics')
export class CallAnalyticsController {
  constructor(
    private readonly trends: TrendsService,
    private readonly compared: AgentsCompared,
    private readonly cache: AnalyticsCache,
  ) {}

  /**
   * Figures by 15 minutes, hour or day, the oldest first; times without a call are left out.
   * `statistics` has those of the whole period, of as many days before, by what share they changed,
   * and how they are spread.
   */
  @Get('performance/trends')
  @Can('analytics:read')
  @Looked('performance.trends')
  @ApiOkResponse({ type: [TrendPointDto] })
  async listTrends(@Me() { clientId }: Principal, @Query() query: TrendsQuery): Promise<JsonText> {
    return await this.cache.list(clientId, 'trends', query, () =>
      this.trends.trends(clientId, narrowed(query), intervalOf(query.interval)),
    );
  }

  /** The best agents by a figure, of those with calls enough; `statistics.spread` is of all of these. */
  @Get('performance/top-performers')
  @Can('analytics:read')
  @Looked('performance.top-performers')
  @ApiOkResponse({ type: [RatedAgentDto] })
  async listTopPerformers(
    @Me() { clientId }: Principal,
    @Query() query: TopPerformersQuery,
  ): Promise<JsonText> {
    const { by = 'successRate', minimumCalls = MINIMUM_CALLS } = query;
    const { limit } = pageRequest(1, query.limit);
    return await this.cache.list(clientId, 'top-performers', query, () =>
      this.compared.top(clientId, narrowed(query), { by, minimumCalls, limit }),
    );
  }

  /** One agent: its figures by day, sector and channel, its time, and as many days before. */
  @Get('performance/agent/:agentId/detailed')
  @Can('analytics:read')
  @Looked('performance.agent')
  @Fails('AGENT_NOT_FOUND')
  @ApiOkResponse({ type: AgentDetailsDto })
  async getAgentDetails(
    @Me() { clientId }: Principal,
    @AgentIdParam('agentId') agentId: AgentId,
    @Query() { from, to }: PeriodQuery,
  ): Promise<JsonText> {
    return await this.cache.one(clientId, 'agent', { from, to, agentId }, () =>
      this.compared.detailed(clientId, agentId, { from, to }),
    );
  }

  /** Offered calls by how they ended. */
  @Get('calls/completion')
  @Can('analytics:read')
  @Looked('calls.completion')
  @ApiOkResponse({ type: [OutcomeCountDto] })
  async listCompletion(
    @Me() { clientId }: Principal,
    @Query() query: SummaryQuery,
  ): Promise<JsonText> {
    return await this.cache.list(clientId, 'completion', query, () =>
      this.trends.completion(clientId, narrowed(query)),
    );
  }

  /** Calls by 15 minutes, hour or day and by how they ended, the oldest first. */
  @Get('calls/timeline')
  @Can('analytics:read')
  @Looked('calls.timeline')
  @ApiOkResponse({ type: [TimelinePointDto] })
  async listTimeline(
    @Me() { clientId }: Principal,
    @Query() query: TrendsQuery,
  ): Promise<JsonText> {
    return await this.cache.list(clientId, 'timeline', query, () =>
      this.trends.timeline(clientId, narrowed(query), intervalOf(query.interval)),
    );
  }
}
