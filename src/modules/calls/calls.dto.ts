import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsDate,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { DropsUnknownFields } from '../../platform/http/validation.pipe.js';
import type { EventDocument } from '../../platform/events/event.schema.js';
import { END_CAUSES, INBOUND_STATES, type Call, type CallState } from './call.types.js';
import {
  CALL_PRIORITIES,
  isOutbound,
  OUTBOUND_CAUSES,
  OUTBOUND_STATES,
  OUTBOUND_STATUSES,
  type CallPriority,
  type OutboundCall,
  type OutboundStatus,
} from './outbound-call.types.js';

const STATES = [...new Set<string>([...INBOUND_STATES, ...OUTBOUND_STATES])];
const CAUSES = [...new Set<string>([...END_CAUSES, ...OUTBOUND_CAUSES])];

export class ListCallsDto {
  @IsOptional()
  @IsIn(['inbound', 'outbound'])
  direction?: 'inbound' | 'outbound';

  @ApiProperty({ enum: STATES, required: false })
  @IsOptional()
  @IsIn(STATES)
  status?: CallState;

  /** Calls of this campaign. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  campaignId?: string;

  /** Calls that were accepted with this batch. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  batchId?: string;

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

/** What came of a call, as its agent says. */
export class CallDispositionDto {
  /** @example "Promise to pay" */
  name: string;
  /** @example "pays on Friday" */
  note: string | null;
  /** In the company's currency. @example 1200 */
  value: number;
  isSuccess: boolean;
  /** The agent who said it. @example 17 */
  by: number;
  at: Date;
}

export class CallDto {
  callLogId: string;
  @ApiProperty({ enum: ['inbound', 'outbound'] })
  direction: 'inbound' | 'outbound';
  @ApiProperty({ enum: STATES, example: 'completed' })
  status: string;
  /** The furthest that a dial got; of outgoing calls only. */
  @ApiProperty({ enum: OUTBOUND_STATUSES, nullable: true, example: 'connected' })
  outboundStatus: OutboundStatus | null;
  /** The customer's number; null when withheld. @example +919812345678 */
  phoneNumber: string | null;
  /** @example 7 */
  agentId: number | null;
  teamId: string | null;
  /** @example billing */
  sector: string | null;
  /** Of an incoming call 0–10, more is sooner; of an outgoing one a word. */
  @ApiProperty({
    oneOf: [{ type: 'number' }, { type: 'string', enum: [...CALL_PRIORITIES] }],
    example: 5,
  })
  priority: number | CallPriority;
  /** Exotel's id of the call; null while it is not dialled. */
  @ApiProperty({ type: String, nullable: true })
  providerSid: string | null;
  /** When the call came, or when Exotel began to dial it. */
  @ApiProperty({ type: Date, nullable: true })
  startedAt: Date | null;
  answeredAt: Date | null;
  endedAt: Date | null;
  /** Seconds from the start to the end. @example 214 */
  duration: number | null;
  /** Seconds from arrival to the answer, or to the end; of incoming calls. @example 12 */
  waitSeconds: number | null;
  /** Seconds of conversation. @example 180 */
  talkSeconds: number | null;
  @ApiProperty({ enum: CAUSES, nullable: true, example: 'no_answer' })
  failureReason: string | null;
  recordingUrl: string | null;
  cost: number | null;
  /** Did Exotel's own record confirm the end? Its webhooks are not signed. */
  confirmed: boolean;
  disposition: CallDispositionDto | null;
  /** Of outgoing calls: the user who asked for it. @example crm-user-81 */
  userId: string | null;
  /** Of outgoing calls: `campaignId`, `batchId` and free values. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  metadata: Readonly<Record<string, unknown>> | null;
  /** Of outgoing calls: not dialled before this. */
  scheduledFor: Date | null;
  /** Of outgoing calls: when it was accepted. */
  initiatedAt: Date | null;
  /** The how manieth further attempt it is. @example 0 */
  retryCount: number;
  /** The first call, where this is a further attempt. */
  retryOf: string | null;
}

/** What only one kind of call has. */
type Extra = Pick<
  CallDto,
  | 'outboundStatus'
  | 'priority'
  | 'startedAt'
  | 'waitSeconds'
  | 'disposition'
  | 'userId'
  | 'metadata'
  | 'scheduledFor'
  | 'initiatedAt'
  | 'retryCount'
  | 'retryOf'
>;

export function toCallDto(call: Call | OutboundCall): CallDto {
  return {
    callLogId: call._id,
    direction: call.direction,
    status: call.status,
    phoneNumber: call.phoneNumber,
    agentId: call.agentId,
    teamId: call.teamId,
    sector: call.sector,
    providerSid: call.providerSid,
    answeredAt: call.answeredAt,
    endedAt: call.endedAt,
    duration: call.duration,
    talkSeconds: call.talkSeconds,
    failureReason: call.failureReason,
    recordingUrl: call.recordingUrl,
    cost: call.cost,
    confirmed: call.confirmed,
    ...(isOutbound(call) ? outboundExtra(call) : inboundExtra(call)),
  };
}

const inboundExtra = (call: Call): Extra => ({
  outboundStatus: null,
  priority: call.priority,
  startedAt: call.receivedAt,
  waitSeconds: call.waitSeconds,
  disposition: call.disposition ?? null,
  userId: null,
  metadata: null,
  scheduledFor: null,
  initiatedAt: null,
  retryCount: 0,
  retryOf: null,
});

const outboundExtra = (call: OutboundCall): Extra => ({
  outboundStatus: call.outboundStatus,
  priority: call.urgency,
  startedAt: call.startedAt,
  waitSeconds: null,
  disposition: call.disposition,
  userId: call.userId,
  metadata: call.metadata,
  scheduledFor: call.scheduledFor,
  initiatedAt: call.initiatedAt,
  retryCount: call.retryCount,
  retryOf: call.retryOf,
});

@DropsUnknownFields()
export class SetDispositionDto {
  /** One of the company's dispositions, whatever the case. @example "Promise to pay" */
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  disposition: string;

  /** Free text. @example "pays on Friday" */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  @ApiProperty({ type: String, nullable: true, required: false })
  note?: string | null;

  /** What it is worth; left out: what the company says. @example 1200 */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1_000_000_000)
  @ApiProperty({ type: Number, nullable: true, required: false })
  value?: number | null;
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
