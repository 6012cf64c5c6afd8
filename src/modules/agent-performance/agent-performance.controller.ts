import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Clock } from '../../common/clock.js';
import type { AgentId } from '../../common/ids.js';
import { periodOf } from '../../common/period.js';
import { DAY, dayOf } from '../../common/time.js';
import { Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { AnswerAs } from '../../platform/http/envelope.interceptor.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { AgentActivities } from '../agents/agent-activities.service.js';
import { AgentIdParam } from '../agents/agent-id.decorator.js';
import { AgentsService } from '../agents/agents.service.js';
import { mustBeSelfOrAdmin } from '../heartbeat/heartbeat.service.js';
import { StatusManager } from '../heartbeat/status-manager.js';
import { SettingsService } from '../settings/settings.service.js';
import type { AgentPerformance } from './agent-day.schema.js';
import {
  ActivityDto,
  ActivityQuery,
  AgentDayDto,
  AgentDaysQuery,
  ReportActivityDto,
} from './agent-performance.dto.js';
import { PerformanceCalculator } from './performance-calculator.service.js';

const PERIOD = { days: 30, maxDays: 90 };
const ACTIVITY_DAYS = 7;
/** Lines of one answer; older ones are reached with fewer days. */
const MOST_LINES = 1000;

@ApiTags('agents')
@ApiBearerAuth()
@AnswerAs('object')
@Controller('api/agents')
export class AgentPerformanceController {
  constructor(
    private readonly calculator: PerformanceCalculator,
    private readonly agents: AgentsService,
    private readonly activities: AgentActivities,
    private readonly statuses: StatusManager,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  /** An agent's figures by day, the oldest first: the last 30 days unless asked otherwise. */
  @Get(':id/performance')
  @Can('agents:read')
  @Fails('AGENT_NOT_FOUND')
  async listAgentDays(
    @Me() { clientId }: Principal,
    @AgentIdParam() id: AgentId,
    @Query() query: AgentDaysQuery,
  ): Promise<AgentDayDto[]> {
    const { timezone } = await this.settings.of(clientId);
    const period = periodOf(query, dayOf(this.clock.now(), timezone), PERIOD);
    return (await this.calculator.days(clientId, id, period)).map(toDay);
  }

  /** What an agent did in the last days, the newest first; 1000 lines at most. */
  @Get(':id/activity')
  @Can('agents:read')
  @Fails('AGENT_NOT_FOUND')
  async listAgentActivity(
    @Me() { clientId }: Principal,
    @AgentIdParam() id: AgentId,
    @Query() { days = ACTIVITY_DAYS }: ActivityQuery,
  ): Promise<ActivityDto[]> {
    await this.agents.get(clientId, id);
    const since = new Date(this.clock.now() - days * DAY);
    return await this.activities.list(clientId, id, since, MOST_LINES);
  }

  /**
   * Reports what an agent did: how a help desk tells of tickets and messages. A ticket that is
   * reported twice to be in the same state is counted once.
   */
  @Post(':id/activity')
  @Can('activity:write')
  @Idempotent()
  @Fails('AGENT_NOT_FOUND')
  async reportAgentActivity(
    @Me() me: Principal,
    @AgentIdParam() id: AgentId,
    @Body() body: ReportActivityDto,
  ): Promise<ActivityDto> {
    mustBeSelfOrAdmin(me, id);
    return await this.statuses.trackActivity(me.clientId, id, body);
  }
}

function toDay(row: AgentPerformance): AgentDayDto {
  const { _id, clientId: _c, sums: _s, from: _f, to: _t, targetSeconds: _g, ...rest } = row;
  const { signedInSeconds: _i, awaySeconds: _a, ...shown } = rest;
  return shown;
}
