import { Body, Controller, Get, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { CommonErrors } from '../../common/errors.js';
import { asAgentId, asCallLogId, type AgentId } from '../../common/ids.js';
import { Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { Idempotent, idOfKey } from '../../platform/http/idempotency.js';
import type { OutboundCall } from '../calls/outbound-call.types.js';
import { checkedNumber } from '../dnc/dnc.errors.js';
import { metadataProblem, type CallRequest } from './call-request.domain.js';
import {
  BulkCallsDto,
  BulkReportDto,
  CanceledCallDto,
  OutboundStatsDto,
  PlaceCallDto,
  PlacedCallDto,
} from './outbound-calls.dto.js';
import { OutgoingCallService } from './outgoing-call.service.js';

@ApiTags('outbound calls')
@ApiBearerAuth()
@Controller('api/v1/calls')
export class OutboundCallsController {
  constructor(private readonly outgoing: OutgoingCallService) {}

  /** Places a call now: the agent's telephone rings first, then the number. */
  @Post('outbound')
  @Can('calls:write')
  @Idempotent()
  @Fails(
    'INVALID_PHONE_NUMBER',
    'AGENT_NOT_FOUND',
    'CALL_NOT_FOUND',
    'AGENT_NOT_READY',
    'CALL_NOT_RETRYABLE',
    'OUTSIDE_CALLING_WINDOW',
    'NUMBERS_BEING_DIALED',
    'NO_OUTBOUND_LINE',
    'NUMBER_ON_DNC',
    'CONCURRENT_LIMIT_REACHED',
    'API_UNAVAILABLE',
  )
  async placeCall(
    @Me() me: Principal,
    @Body() body: PlaceCallDto,
    @Headers('idempotency-key') key: string | undefined,
  ): Promise<PlacedCallDto> {
    checkOwn(me, body.agentId);
    const { _id: callLogId } = await this.place(me, body, idOfKey(me, key));
    const message = 'Outbound call initiated successfully';
    return { callLogId, status: 'initiated', message };
  }

  /** Accepts 1 to 1000 calls at once; each is dialled when its agent is ready. */
  @Post('outbound/bulk')
  @Can('bulk-calls:write')
  @Idempotent()
  async placeCalls(
    @Me() me: Principal,
    @Body() body: BulkCallsDto,
    @Headers('idempotency-key') key: string | undefined,
  ): Promise<BulkReportDto> {
    const { calls, intervalMs = null } = body;
    const report = await this.outgoing.bulkInitiateCalls(
      me.clientId,
      calls,
      intervalMs,
      me.agentId,
      idOfKey(me, key),
    );
    return { ...report, callLogIds: [...report.callLogIds], errors: [...report.errors] };
  }

  /** Calls that are live and that wait, the breaker and the pace of the account. */
  @Get('outbound/stats')
  @Can('bulk-calls:read')
  async getOutboundStats(@Me() me: Principal): Promise<OutboundStatsDto> {
    return await this.outgoing.getStats(me.clientId);
  }

  /** Takes back a call that is not dialled yet. An agent its own. */
  @Post(':callLogId/cancel')
  @HttpCode(200)
  @Can('calls:write')
  @Fails('CALL_NOT_FOUND', 'CALL_NOT_CANCELABLE', 'PROVIDER_CANNOT_HANG_UP')
  async cancelCall(
    @Me() me: Principal,
    @Param('callLogId') callLogId: string,
  ): Promise<CanceledCallDto> {
    await this.outgoing.cancelCall(me.clientId, asCallLogId(callLogId), visibleTo(me));
    return { callLogId, status: 'canceled', message: 'Call cancelled successfully' };
  }

  private async place(
    me: Principal,
    body: PlaceCallDto,
    keyed: string | null,
  ): Promise<OutboundCall> {
    const request = requestOf(body);
    const { clientId } = me;
    const id = keyed === null ? null : asCallLogId(keyed);
    if (body.callLogId === undefined) {
      return await this.outgoing.initiateCall(clientId, request as CallRequest, id);
    }
    const again = asCallLogId(body.callLogId);
    return await this.outgoing.tryAgain(clientId, again, request, visibleTo(me), id);
  }
}

/** Whose calls alone the caller may see; null: everybody's. */
const visibleTo = (me: Principal): AgentId | null => (me.role === 'admin' ? null : me.agentId);

/** An agent places calls for itself. */
function checkOwn(me: Principal, agentId: number | undefined): void {
  if (me.role === 'admin' || agentId === undefined || agentId === me.agentId) return;
  throw CommonErrors.FORBIDDEN();
}

/** @throws INVALID_PHONE_NUMBER, VALIDATION_ERROR */
function requestOf(body: PlaceCallDto): Partial<CallRequest> {
  const { phoneNumber, agentId, userId, metadata, priority, callLogId } = body;
  if (phoneNumber !== undefined) checkedNumber(phoneNumber);
  const message = metadata === undefined ? null : metadataProblem(metadata);
  if (message !== null) {
    throw CommonErrors.VALIDATION_ERROR({ details: [{ field: 'metadata', message }] });
  }
  const isNew = callLogId === undefined;
  return {
    ...(phoneNumber !== undefined && { phoneNumber }),
    ...(agentId !== undefined && { agentId: asAgentId(agentId) }),
    ...(userId !== undefined && { userId }),
    ...(metadata !== undefined ? { metadata } : isNew && { metadata: {} }),
    ...(priority !== undefined ? { priority } : isNew && { priority: 'medium' as const }),
  };
}
