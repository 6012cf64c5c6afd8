import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { AgentId } from '../../common/ids.js';
import { pageRequest, type Page } from '../../common/page.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { AnswerAs } from '../../platform/http/envelope.interceptor.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { RateLimit } from '../../platform/http/rate-limit.js';
import { AgentIdParam } from './agent-id.decorator.js';
import { AgentDto, CreateAgentDto, ListAgentsQuery } from './agents.dto.js';
import { AgentsService } from './agents.service.js';
import type { AgentSort } from './agents.types.js';

@ApiTags('agents')
@ApiBearerAuth()
@AnswerAs('object')
@Controller('api/agents')
export class AgentsController {
  constructor(private readonly agents: AgentsService) {}

  /** Agents that match every filter, in pages. */
  @Get()
  @Can('agents:read')
  @RateLimit({ name: 'agents-list', points: 100, seconds: 60 })
  @AnswersPage(AgentDto)
  @Fails('RATE_LIMITED')
  async listAgents(@Me() me: Principal, @Query() query: ListAgentsQuery): Promise<Page<AgentDto>> {
    const { page, limit, sort = 'id', status, ...filter } = query;
    return await this.agents.list(
      me.clientId,
      { ...filter, ...(status && { isActive: status === 'active' }) },
      { by: sort.replace(/^-/, '') as AgentSort, descending: sort.startsWith('-') },
      pageRequest(page, limit),
    );
  }

  /** One agent of the company. */
  @Get(':id')
  @Can('agents:read')
  @Fails('AGENT_NOT_FOUND')
  async getAgent(@Me() me: Principal, @AgentIdParam() id: AgentId): Promise<AgentDto> {
    return await this.agents.get(me.clientId, id);
  }

  /** Takes an agent on: active, offline, its counters at zero. */
  @Post()
  @Can('agents:write')
  @Idempotent()
  @RateLimit({ name: 'agents-create', points: 10, seconds: 60 })
  @Fails('USERNAME_TAKEN', 'EMAIL_TAKEN', 'RATE_LIMITED')
  async createAgent(@Me() me: Principal, @Body() body: CreateAgentDto): Promise<AgentDto> {
    return await this.agents.create(me.clientId, body);
  }
}
