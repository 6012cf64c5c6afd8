import { Body, Controller, Delete, Get, Post, Put, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { asAgentId, type AgentId } from '../../common/ids.js';
import { Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { AnswerAs } from '../../platform/http/envelope.interceptor.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { eTag, IfMatch } from '../../platform/http/if-match.js';
import { RateLimit } from '../../platform/http/rate-limit.js';
import { AgentChangesService } from './agent-changes.service.js';
import { AgentIdParam } from './agent-id.decorator.js';
import {
  AgentDto,
  AgentsBulkResultDto,
  CreateAgentDto,
  RemovedDto,
  UpdateAgentDto,
  UpdateAgentsDto,
} from './agents.dto.js';
import { AgentsService } from './agents.service.js';

interface Reply {
  header(name: string, value: string): unknown;
}

@ApiTags('agents')
@ApiBearerAuth()
@AnswerAs('object')
@Controller('api/agents')
export class AgentsController {
  constructor(
    private readonly agents: AgentsService,
    private readonly changes: AgentChangesService,
  ) {}

  /** One agent of the company; the `ETag` is its version. */
  @Get(':id')
  @Can('agents:read')
  @Fails('AGENT_NOT_FOUND')
  async getAgent(
    @Me() me: Principal,
    @AgentIdParam() id: AgentId,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<AgentDto> {
    const agent = await this.agents.get(me.clientId, id);
    reply.header('ETag', eTag(agent.version));
    return agent;
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

  /** Makes the same changes to many agents; one that cannot be changed holds up no other. */
  @Put('bulk')
  @Can('agents:write')
  @RateLimit({ name: 'agents-bulk', points: 5, seconds: 300 })
  @Fails('RATE_LIMITED')
  async updateAgents(
    @Me() me: Principal,
    @Body() { agentIds, updates }: UpdateAgentsDto,
  ): Promise<AgentsBulkResultDto> {
    const outcome = await this.changes.updateMany(me, agentIds.map(asAgentId), updates);
    return { success: true, ...outcome };
  }

  /** Changes what is given: admins and API keys with `agents:write` everybody, others themselves. */
  @Put(':id')
  @Can('own:write', 'agents:write')
  @RateLimit({ name: 'agents-update', points: 30, seconds: 60 })
  @Fails(
    'AGENT_NOT_FOUND',
    'USERNAME_TAKEN',
    'EMAIL_TAKEN',
    'LAST_ADMIN',
    'VERSION_CONFLICT',
    'RATE_LIMITED',
  )
  async updateAgent(
    @Me() me: Principal,
    @AgentIdParam() id: AgentId,
    @Body() body: UpdateAgentDto,
    @IfMatch() expected: number | null,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<AgentDto> {
    const agent = await this.changes.update(me, id, body, expected);
    reply.header('ETag', eTag(agent.version));
    return agent;
  }

  /** Removes an agent: it is signed out everywhere and takes no more calls; live ones finish. */
  @Delete(':id')
  @Can('agents:write')
  @Fails('AGENT_NOT_FOUND', 'LAST_ADMIN', 'VERSION_CONFLICT')
  async removeAgent(
    @Me() me: Principal,
    @AgentIdParam() id: AgentId,
    @IfMatch() expected: number | null,
  ): Promise<RemovedDto> {
    await this.changes.remove(me, id, expected);
    return { success: true, message: 'Agent removed' };
  }
}
