import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { pageRequest } from '../../common/page.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { AnswerAs } from '../../platform/http/envelope.interceptor.js';
import type { JsonText } from '../../platform/http/json-text.js';
import { RateLimit } from '../../platform/http/rate-limit.js';
import { AgentDto } from '../agents/agents.dto.js';
import type { AgentFilter, AgentOrder, AgentSort } from '../agents/agents.types.js';
import {
  AgentStatsDto,
  DepartmentDto,
  ListAgentsQuery,
  ListDepartmentsQuery,
  SearchAgentsQuery,
  type AgentFilterQuery,
} from './agent-directory.dto.js';
import { AgentDirectory } from './agent-directory.service.js';

@ApiTags('agents')
@ApiBearerAuth()
@AnswerAs('object')
@Controller('api/agents')
export class AgentDirectoryController {
  constructor(private readonly directory: AgentDirectory) {}

  /** Agents that match every filter, in pages. A status is a second old at the most. */
  @Get()
  @Can('agents:read')
  @RateLimit({ name: 'agents-list', points: 100, seconds: 60 })
  @AnswersPage(AgentDto)
  @Fails('RATE_LIMITED')
  async listAgents(@Me() me: Principal, @Query() query: ListAgentsQuery): Promise<JsonText> {
    return await this.list(me, query, filterOf(query));
  }

  /** Agents that a text is about, of those that match every filter. */
  @Get('search')
  @Can('agents:read')
  @RateLimit({ name: 'agents-search', points: 100, seconds: 60 })
  @AnswersPage(AgentDto)
  @Fails('RATE_LIMITED')
  async searchAgents(@Me() me: Principal, @Query() query: SearchAgentsQuery): Promise<JsonText> {
    const search = [query.q, query.search ?? ''].join(' ');
    return await this.list(me, query, { ...filterOf(query), search });
  }

  /** How many agents there are, in all and by status, role and department. */
  @Get('stats')
  @Can('agents:read')
  @ApiOkResponse({ type: AgentStatsDto })
  async getAgentStats(@Me() me: Principal): Promise<JsonText> {
    return await this.directory.stats(me.clientId);
  }

  /** The departments that agents belong to, by name, with how many do. */
  @Get('departments')
  @Can('agents:read')
  @AnswersPage(DepartmentDto)
  async listDepartments(
    @Me() me: Principal,
    @Query() query: ListDepartmentsQuery,
  ): Promise<JsonText> {
    return await this.directory.departments(me.clientId, pageRequest(query.page, query.limit));
  }

  private async list(
    me: Principal,
    { page, limit, sort = 'id', order }: ListAgentsQuery,
    filter: AgentFilter,
  ): Promise<JsonText> {
    const by: AgentOrder = {
      by: sort.replace(/^-/, '') as AgentSort,
      descending: order === undefined ? sort.startsWith('-') : order === 'desc',
    };
    return await this.directory.list(me.clientId, filter, by, pageRequest(page, limit));
  }
}

/** What a query asks for, and nothing else that it holds. */
export function filterOf(query: AgentFilterQuery): AgentFilter {
  const { role, status, onlineStatus, department, performanceLevel, search } = query;
  return {
    ...(role && { role }),
    ...(status && { isActive: status === 'active' }),
    ...(onlineStatus && { onlineStatus }),
    ...(department !== undefined && { department }),
    ...(performanceLevel && { performanceLevel }),
    ...(search !== undefined && { search }),
  };
}
