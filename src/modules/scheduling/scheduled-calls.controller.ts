import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiTags } from '@nestjs/swagger';
import { Clock } from '../../common/clock.js';
import { CommonErrors } from '../../common/errors.js';
import { asAgentId } from '../../common/ids.js';
import { pageRequest, type Page } from '../../common/page.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { checkedNumber } from '../dnc/dnc.errors.js';
import { metadataProblem } from '../outbound/call-request.domain.js';
import { SettingsService } from '../settings/settings.service.js';
import { nominalTime } from './schedule.domain.js';
import {
  hoursProblems,
  readTimes,
  type AskedTimes,
  type ReadTimes,
} from './schedule-input.domain.js';
import type { ScheduledCall, ScheduleInput } from './schedule.types.js';
import {
  ChangeScheduleDto,
  ListSchedulesQuery,
  ScheduleCallDto,
  scheduledCallDto,
  ScheduledCallDto,
} from './scheduled-calls.dto.js';
import { ScheduledCalls, type Asker, type ScheduleChange } from './scheduled-calls.service.js';

const IfMatchHeader = () =>
  ApiHeader({ name: 'If-Match', required: false, description: 'the version that was read' });

/**
 * Calls to come. A run that is due stores its call in the same step, so none is lost and none made
 * twice; one that is more than an hour late is not made. An agent sees and makes those of its own.
 */
@ApiTags('scheduled calls')
@ApiBearerAuth()
@Controller('api/v1/calls/scheduled')
export class ScheduledCallsController {
  constructor(
    private readonly schedules: ScheduledCalls,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  /** Plans a call, or many at the same time of the clock. */
  @Post()
  @Can('calls:write')
  @Idempotent()
  @Fails('INVALID_PHONE_NUMBER', 'AGENT_NOT_FOUND', 'NUMBER_ON_DNC')
  async scheduleCall(
    @Me() me: Principal,
    @Body() body: ScheduleCallDto,
  ): Promise<ScheduledCallDto> {
    const { timezone } = await this.settings.of(me.clientId);
    const asked: Fields<ScheduleCallDto> = body;
    const input = this.inputOf({ timezone, ...asked });
    return scheduledCallDto(await this.schedules.create(askerOf(me), input));
  }

  /** Scheduled calls by the time of their first run. */
  @Get()
  @Can('calls:read')
  @AnswersPage(ScheduledCallDto)
  async listScheduledCalls(
    @Me() me: Principal,
    @Query() { page, limit, agentId, ...query }: ListSchedulesQuery,
  ): Promise<Page<ScheduledCallDto>> {
    const filter = { ...query, ...(agentId !== undefined && { agentId: asAgentId(agentId) }) };
    const found = await this.schedules.list(askerOf(me), filter, pageRequest(page, limit));
    return { ...found, items: found.items.map(scheduledCallDto) };
  }

  /** One scheduled call. */
  @Get(':id')
  @Can('calls:read')
  @Fails('SCHEDULED_CALL_NOT_FOUND')
  async getScheduledCall(@Me() me: Principal, @Param('id') id: string): Promise<ScheduledCallDto> {
    return scheduledCallDto(await this.schedules.get(askerOf(me), id));
  }

  /** Plans it anew: what is left out stays as it was. */
  @Put(':id')
  @IfMatchHeader()
  @Can('calls:write')
  @Fails(
    'INVALID_PHONE_NUMBER',
    'AGENT_NOT_FOUND',
    'SCHEDULED_CALL_NOT_FOUND',
    'SCHEDULE_OVER',
    'NUMBER_ON_DNC',
    'VERSION_CONFLICT',
  )
  async updateScheduledCall(
    @Me() me: Principal,
    @Param('id') id: string,
    @Body() body: ChangeScheduleDto,
    @IfMatch() expected: number | null,
  ): Promise<ScheduledCallDto> {
    const change = (before: ScheduledCall) => this.changeOf(before, body);
    return scheduledCallDto(await this.schedules.change(askerOf(me), id, expected, change));
  }

  /** Takes back the runs to come; a call that is under way goes on. */
  @Delete(':id')
  @IfMatchHeader()
  @Can('calls:write')
  @Fails('SCHEDULED_CALL_NOT_FOUND', 'SCHEDULE_OVER', 'VERSION_CONFLICT')
  async cancelScheduledCall(
    @Me() me: Principal,
    @Param('id') id: string,
    @IfMatch() expected: number | null,
  ): Promise<ScheduledCallDto> {
    return scheduledCallDto(await this.schedules.cancel(askerOf(me), id, expected));
  }

  /**
   * A new time or rule is planned from its beginning: a new rule without a time from the next run.
   * Anything else leaves the plan where it is.
   */
  private changeOf(before: ScheduledCall, body: ChangeScheduleDto): ScheduleChange {
    const isNewPlan = [body.scheduledFor, body.timezone, body.recurring].some(
      (given) => given !== undefined,
    );
    const { scheduledFor, recurring } = before;
    const given: Fields<ChangeScheduleDto> = body;
    const asked = { ...asAsked(before, this.clock.date()), ...given };
    const kept = isNewPlan ? null : { scheduledFor, recurring };
    return { input: this.inputOf(asked, kept), fromIndex: isNewPlan ? 0 : before.nextIndex };
  }

  /** @throws INVALID_PHONE_NUMBER, VALIDATION_ERROR */
  private inputOf(asked: Asked, kept: ReadTimes | null = null): ScheduleInput {
    const { metadata = {}, businessHours = null, recurring = null } = asked;
    const wrong = metadataProblem(metadata);
    if (wrong !== null) {
      throw CommonErrors.VALIDATION_ERROR({ details: [{ field: 'metadata', message: wrong }] });
    }
    const problems = hoursProblems(businessHours);
    if (problems.length > 0) throw CommonErrors.VALIDATION_ERROR({ details: problems });
    return {
      phoneNumber: checkedNumber(asked.phoneNumber),
      agentId: asAgentId(asked.agentId),
      userId: asked.userId ?? null,
      priority: asked.priority ?? 'medium',
      metadata,
      timezone: asked.timezone,
      respectBusinessHours: asked.respectBusinessHours ?? false,
      businessHours,
      ...(kept ?? this.timesOf({ ...asked, recurring })),
    };
  }

  private timesOf(asked: AskedTimes): ReadTimes {
    const read = readTimes(asked, this.clock.date());
    if (!read.ok) throw CommonErrors.VALIDATION_ERROR({ details: read.problems });
    return read.times;
  }
}

type Fields<T> = { readonly [Name in keyof T]: T[Name] };
/** What is asked for, with the zone that is meant. */
type Asked = Fields<ScheduleCallDto> & { readonly timezone: string };

const askerOf = ({ clientId, agentId, role }: Principal): Asker => ({
  clientId,
  agentId,
  isAdmin: role === 'admin',
});

/** A stored schedule in the words of a request, from its next run on. */
function asAsked(schedule: ScheduledCall, now: Date): Asked {
  const { recurring, businessHours, metadata, nextIndex } = schedule;
  const next = nominalTime(schedule, nextIndex);
  const first = next > now ? next : nominalTime(schedule, nextIndex + 1);
  return {
    ...schedule,
    metadata: { ...metadata },
    scheduledFor: first.toISOString(),
    businessHours: businessHours && { ...businessHours, daysOfWeek: [...businessHours.daysOfWeek] },
    recurring: recurring && { ...recurring, endDate: recurring.endDate?.toISOString() ?? null },
  };
}
