import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { AgentId } from '../../common/ids.js';
import { pageRequest } from '../../common/page.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { AnswerAs, withStatistics } from '../../platform/http/envelope.interceptor.js';
import { AgentIdParam } from '../agents/agent-id.decorator.js';
import { AnalyticsHealthService } from './analytics-health.service.js';
import { LiveAgents } from './live-agents.service.js';
import { MetricsCollector } from './metrics-collector.service.js';
import { LiveQueueService } from './live-queue.service.js';
import {
  AnalyticsHealthDto,
  LiveAgentDto,
  LiveAgentsQuery,
  LiveMetricsDto,
  LiveQueueDto,
} from './metrics.dto.js';

@ApiTags('metrics')
@ApiBearerAuth()
@Controller('api/metrics')
export class MetricsController {
  constructor(
    private readonly live: MetricsCollector,
    private readonly agents: LiveAgents,
    private readonly queue: LiveQueueService,
    private readonly health: AnalyticsHealthService,
  ) {}

  /** The floor now: who waits, who talks, who is there, and how today goes. */
  @Get('live')
  @Can('metrics:read')
  async getLiveMetrics(@Me() me: Principal): Promise<LiveMetricsDto> {
    return await this.live.now(me.clientId);
  }

  /** Active agents as they are now, those at work first; `statistics` counts all of them by state. */
  @Get('agents/status')
  @Can('metrics:read')
  @AnswerAs('raw')
  @AnswersPage(LiveAgentDto)
  async listLiveAgents(@Me() me: Principal, @Query() query: LiveAgentsQuery): Promise<object> {
    const page = pageRequest(query.page, query.limit);
    return withStatistics(await this.agents.list(me.clientId, query.status, page));
  }

  /** One agent as it is now. */
  @Get('agents/:agentId/status')
  @Can('metrics:read')
  @Fails('AGENT_NOT_FOUND')
  async getLiveAgent(
    @Me() me: Principal,
    @AgentIdParam('agentId') agentId: AgentId,
  ): Promise<LiveAgentDto> {
    return await this.agents.one(me.clientId, agentId);
  }

  /** The waiting lines now, and how the last 30 minutes went. */
  @Get('queue/status')
  @Can('metrics:read')
  async getLiveQueue(@Me() me: Principal): Promise<LiveQueueDto> {
    return await this.queue.now(me.clientId);
  }

  /** Are the figures being made: the last run, how far behind, the last error and recount. */
  @Get('health')
  @Can('metrics:read')
  async getMetricsHealth(@Me() me: Principal): Promise<AnalyticsHealthDto> {
    return await this.health.check(me.clientId);
  }
}
