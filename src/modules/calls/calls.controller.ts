import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { CommonErrors } from '../../common/errors.js';
import { asAgentId, asCallLogId, asTeamId } from '../../common/ids.js';
import { pageRequest, type Page } from '../../common/page.js';
import { normalisePhone } from '../../common/phone.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import {
  CallDto,
  CallEventDto,
  ListCallsDto,
  SetDispositionDto,
  toCallDto,
  toCallEventDto,
} from './calls.dto.js';
import { CallErrors } from './calls.errors.js';
import { CallsService } from './calls.service.js';
import type { Call } from './call.types.js';
import { DispositionsService } from './dispositions.service.js';

@ApiTags('calls')
@ApiBearerAuth()
@Controller('api/v1/calls')
export class CallsController {
  constructor(
    private readonly calls: CallsService,
    private readonly dispositions: DispositionsService,
  ) {}

  /** Calls, newest first. An agent sees its own. */
  @Get()
  @Can('calls:read')
  @AnswersPage(CallDto)
  async listCalls(@Me() me: Principal, @Query() query: ListCallsDto): Promise<Page<CallDto>> {
    const { page, limit, agentId, teamId, phoneNumber, ...filter } = query;
    const wanted = me.role === 'admin' ? agentId : me.agentId;
    const found = await this.calls.list(
      me.clientId,
      {
        ...filter,
        ...(wanted !== undefined && { agentId: asAgentId(wanted) }),
        ...(teamId !== undefined && { teamId: asTeamId(teamId) }),
        ...(phoneNumber !== undefined && { phoneNumber: phone(phoneNumber) }),
      },
      pageRequest(page, limit),
    );
    return { ...found, items: found.items.map(toCallDto) };
  }

  /** One call. An agent sees its own. */
  @Get(':callLogId')
  @Can('calls:read')
  @Fails('CALL_NOT_FOUND')
  async getCall(@Me() me: Principal, @Param('callLogId') callLogId: string): Promise<CallDto> {
    return toCallDto(await this.visible(me, callLogId));
  }

  /** What happened to a call, oldest first. */
  @Get(':callLogId/events')
  @Can('calls:read')
  @Fails('CALL_NOT_FOUND')
  async listCallEvents(
    @Me() me: Principal,
    @Param('callLogId') callLogId: string,
  ): Promise<CallEventDto[]> {
    const { _id, clientId } = await this.visible(me, callLogId);
    return (await this.calls.history(clientId, _id)).map(toCallEventDto);
  }

  /** Notes what came of a call, in place of what was said before. An agent its own. */
  @Put(':callLogId/disposition')
  @Can('calls:write')
  @Fails('CALL_NOT_FOUND')
  async setDisposition(
    @Me() me: Principal,
    @Param('callLogId') callLogId: string,
    @Body() body: SetDispositionDto,
  ): Promise<CallDto> {
    const { disposition: name, note = null, value = null } = body;
    const given = { name, note, value };
    return toCallDto(await this.dispositions.set(me, asCallLogId(callLogId), given));
  }

  /** The call, if the caller may see it: its own, or any for an admin. */
  private async visible(me: Principal, callLogId: string): Promise<Call> {
    const call = await this.calls.get(me.clientId, asCallLogId(callLogId));
    if (me.role !== 'admin' && !this.calls.isOwn(call, me.agentId)) {
      throw CallErrors.CALL_NOT_FOUND();
    }
    return call;
  }
}

function phone(text: string): string {
  const number = normalisePhone(text);
  if (number === null) {
    throw CommonErrors.VALIDATION_ERROR({
      details: [{ field: 'phoneNumber', message: 'is no telephone number' }],
    });
  }
  return number;
}
