import { Body, Controller, Get, HttpCode, Post, Put, UseGuards } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { asAgentId, type AgentId } from '../../common/ids.js';
import { Fails } from '../../platform/http/api-docs.js';
import { Can, Me, Public, type Principal } from '../../platform/http/auth.decorators.js';
import { AnswerAs } from '../../platform/http/envelope.interceptor.js';
import { AgentIdParam } from '../agents/agent-id.decorator.js';
import { CronGuard } from './cron.guard.js';
import { HeartbeatCleanup } from './heartbeat-cleanup.js';
import {
  AgentStateDto,
  AgentStatusDto,
  CleanupDto,
  HeartbeatAnswerDto,
  HeartbeatDto,
  PresenceOverviewDto,
  StatusDto,
} from './heartbeat.dto.js';
import { AgentHeartbeatService, mustBeSelfOrAdmin } from './heartbeat.service.js';
import { StatusManager } from './status-manager.js';

@ApiTags('presence')
@ApiBearerAuth()
@Controller('api/agent-heartbeat')
export class HeartbeatController {
  constructor(private readonly heartbeats: AgentHeartbeatService) {}

  /** A sign of life; answers what the server thinks of the agent, and when to send the next. */
  @Post()
  @HttpCode(200)
  @Can('heartbeat:write')
  @Fails('AGENT_NOT_FOUND')
  async sendHeartbeat(
    @Me() me: Principal,
    @Body() { agentId, ...body }: HeartbeatDto,
  ): Promise<HeartbeatAnswerDto> {
    return await this.heartbeats.beat(me, { ...body, agentId: asAgentId(agentId) });
  }

  /** The caller's own state; for admins every active agent's, with statistics. */
  @Get()
  @Can('heartbeat:write')
  @ApiExtraModels(AgentStateDto, PresenceOverviewDto)
  @ApiOkResponse({
    schema: {
      oneOf: [{ $ref: getSchemaPath(AgentStateDto) }, { $ref: getSchemaPath(PresenceOverviewDto) }],
    },
  })
  async getHeartbeats(@Me() me: Principal): Promise<AgentStateDto | PresenceOverviewDto> {
    return me.role === 'admin'
      ? await this.heartbeats.overview(me.clientId)
      : await this.heartbeats.stateOf(me.clientId, me.agentId);
  }
}

@ApiTags('agents')
@ApiBearerAuth()
@AnswerAs('object')
@Controller('api/agents')
export class AgentStatusController {
  constructor(private readonly statuses: StatusManager) {}

  /** What the agent wants to be; calls that it holds go on. */
  @Put(':id/status')
  @Can('own:write', 'agents:write')
  @Fails('AGENT_NOT_FOUND')
  async setAgentStatus(
    @Me() me: Principal,
    @AgentIdParam() id: AgentId,
    @Body() body: StatusDto,
  ): Promise<AgentStatusDto> {
    mustBeSelfOrAdmin(me, id);
    const { presence, onlineStatus } = await this.statuses.updateAgentStatus(
      me.clientId,
      id,
      body,
      me.agentId,
    );
    return {
      agentId: id,
      status: presence.chosen,
      onlineStatus,
      reason: presence.chosenReason ?? null,
      since: presence.chosenAt ?? null,
    };
  }
}

@ApiTags('cron')
@ApiHeader({ name: 'Authorization', description: 'Bearer CRON_SECRET' })
@Public()
@UseGuards(CronGuard)
@Controller('api/cron')
export class HeartbeatCronController {
  constructor(private readonly cleanup: HeartbeatCleanup) {}

  /** Marks agents offline whose last heartbeat is older than three intervals; runs by itself too. */
  @Get('heartbeat-cleanup')
  @Fails('UNAUTHENTICATED')
  async cleanUpHeartbeats(): Promise<CleanupDto> {
    return { marked: await this.cleanup.run() };
  }
}
