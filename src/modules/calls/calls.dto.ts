import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDate, IsIn, IsInt, IsOptional, IsString, MaxLength, Min } from 'class-validator';
import type { EventDocument } from '../../platform/events/event.schema.js';
import {
  END_CAUSES,
  INBOUND_STATES,
  type Call,
  type CallState,
  type EndCause,
} from './call.types.js';

export class ListCallsDto {
  @IsOptional()
  @IsIn(['inbound', 'outbound'])
  direction?: 'inbound' | 'outbound';

  @ApiProperty({ enum: INBOUND_STATES, required: false })
  @IsOptional()
  @IsIn(INBOUND_STATES)
  status?: CallState;

  /** Calls that this agent has or had last. @example 7 */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  agentId?: number;

  @IsOptional()
  @IsString()
  @MaxLength(64)
  teamId?: string;

  /** @example billing */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  sector?: string;

  /** The customer's number in any usual form. @example +919812345678 */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  phoneNumber?: string;

  /** Came at or after. @example 2026-01-15T00:00:00.000Z */
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  from?: Date;

  /** Came before. @example 2026-01-16T00:00:00.000Z */
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  to?: Date;

  /** @example 1 */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  page?: number;

  /** At most 100. @example 20 */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  limit?: number;
}

export class CallDto {
  callLogId: string;
  @ApiProperty({ enum: ['inbound', 'outbound'] })
  direction: 'inbound' | 'outbound';
  @ApiProperty({ enum: INBOUND_STATES, example: 'completed' })
  status: CallState;
  /** Of outgoing calls only. */
  outboundStatus: string | null;
  /** The customer's number; null when withheld. @example +919812345678 */
  phoneNumber: string | null;
  /** @example 7 */
  agentId: number | null;
  teamId: string | null;
  /** @example billing */
  sector: string | null;
  /** 0–10, more is sooner. @example 5 */
  priority: number;
  /** Exotel's id of the call. */
  providerSid: string;
  /** When the call came. */
  startedAt: Date;
  answeredAt: Date | null;
  endedAt: Date | null;
  /** Seconds from arrival to the end. @example 214 */
  duration: number | null;
  /** Seconds from arrival to the answer, or to the end. @example 12 */
  waitSeconds: number | null;
  /** Seconds of conversation. @example 180 */
  talkSeconds: number | null;
  @ApiProperty({ enum: END_CAUSES, nullable: true })
  failureReason: EndCause | null;
  recordingUrl: string | null;
  cost: number | null;
  /** Did Exotel's own record confirm the end? Its webhooks are not signed. */
  confirmed: boolean;
}

export function toCallDto(call: Call): CallDto {
  return {
    callLogId: call._id,
    direction: call.direction,
    status: call.status,
    outboundStatus: null,
    phoneNumber: call.phoneNumber,
    agentId: call.agentId,
    teamId: call.teamId,
    sector: call.sector,
    priority: call.priority,
    providerSid: call.providerSid,
    startedAt: call.receivedAt,
    answeredAt: call.answeredAt,
    endedAt: call.endedAt,
    duration: call.duration,
    waitSeconds: call.waitSeconds,
    talkSeconds: call.talkSeconds,
    failureReason: call.failureReason,
    recordingUrl: call.recordingUrl,
    cost: call.cost,
    confirmed: call.confirmed,
  };
}

export class CallEventDto {
  id: string;
  /** The tenant's number of the event; null for a moment after the commit. */
  seq: number | null;
  /** @example call.answered */
  type: string;
  at: Date;
  @ApiProperty({ type: 'object', additionalProperties: true })
  data: unknown;
}

export function toCallEventDto(event: EventDocument): CallEventDto {
  const { _id: id, seq, type, at, data } = event;
  return { id, seq: seq ?? null, type, at, data };
}
