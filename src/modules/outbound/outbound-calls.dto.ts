import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';
import { DropsUnknownFields } from '../../platform/http/validation.pipe.js';
import { AgentIdField } from '../agents/fields.decorator.js';
import { CALL_PRIORITIES, type CallPriority } from '../calls/outbound-call.types.js';

const MOST_CALLS = 1000;
const LONGEST_PAUSE_MS = 3_600_000;

/** What may be left out where an ended call is tried again. */
const NeededForNew = () =>
  ValidateIf((body: PlaceCallDto, value) => body.callLogId === undefined || value !== undefined);

@DropsUnknownFields()
export class PlaceCallDto {
  /** E.164, and possible for its country. @example +919812345678 */
  @NeededForNew()
  @IsString()
  @MaxLength(40)
  phoneNumber: string;

  /** Whose telephone rings first. @example 17 */
  @NeededForNew()
  @AgentIdField()
  @ApiProperty({ type: Number })
  agentId: number;

  /** The user of your own system who asks for it. @example crm-user-81 */
  @NeededForNew()
  @IsString()
  @MaxLength(100)
  userId: string;

  /** Values of your own; `campaignId` is searched by. */
  @IsOptional()
  @IsObject()
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    example: { campaignId: 'spring', lead: 4711 },
  })
  metadata?: Record<string, unknown>;

  @IsOptional()
  @IsIn(CALL_PRIORITIES)
  @ApiPropertyOptional({ enum: CALL_PRIORITIES, example: 'medium' })
  priority?: CallPriority;

  /** An ended call that is tried again, with its own number and agent unless others are given. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  callLogId?: string;
}

export class PlacedCallDto {
  callLogId: string;
  /** @example initiated */
  status: string;
  /** @example "Outbound call initiated successfully" */
  message: string;
}

export class CanceledCallDto {
  callLogId: string;
  /** @example canceled */
  status: string;
  /** @example "Call cancelled successfully" */
  message: string;
}

@DropsUnknownFields()
export class BulkCallsDto {
  /** 1 to 1000 calls, each as for a single one; a bad one is reported and holds up no other. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_CALLS)
  @ApiProperty({
    type: 'array',
    minItems: 1,
    maxItems: MOST_CALLS,
    items: { type: 'object', additionalProperties: true },
    example: [{ phoneNumber: '+919812345678', agentId: 17, userId: 'crm-user-81' }],
  })
  calls: unknown[];

  /** Milliseconds from one dial to the next; 0: at the account's pace. @example 1000 */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(LONGEST_PAUSE_MS)
  intervalMs?: number;
}

export class RowErrorDto {
  /** From 0. @example 3 */
  index: number;
  /** @example INVALID_PHONE_NUMBER */
  code: string;
  /** @example phoneNumber */
  field: string;
  /** @example "is too short for its country" */
  message: string;
}

export class BulkReportDto {
  /** @example 2 */
  total: number;
  /** @example 1 */
  successful: number;
  /** @example 1 */
  failed: number;
  /** Of the accepted calls, in their order. */
  callLogIds: string[];
  errors: RowErrorDto[];
  batchId: string;
}

export class LineErrorDto {
  /** Of the file, from 1. @example 4 */
  line: number;
  /** @example INVALID_PHONE_NUMBER */
  code: string;
  /** @example phoneNumber */
  field: string;
  /** @example "is too short for its country" */
  message: string;
}

export class CallImportReportDto {
  /** @example 1000 */
  total: number;
  /** @example 999 */
  successful: number;
  /** @example 1 */
  failed: number;
  /** The first 1000 bad lines. */
  errors: LineErrorDto[];
  batchId: string;
}

export class CallImportQuery {
  /** Milliseconds from one dial to the next; 0: at the account's pace. @example 1000 */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(LONGEST_PAUSE_MS)
  intervalMs?: number | null;
}

export class BatchDto {
  batchId: string;
  /** @example 100 */
  total: number;
  /** Not dialled yet. @example 60 */
  waiting: number;
  /** Being dialled, ringing or talking. @example 2 */
  dialling: number;
  /** Answered and over. @example 30 */
  done: number;
  /** Over without an answer, or taken back. @example 8 */
  failed: number;
  /** When the last one is dialled, at the pace so far; null: it is over, or nobody can say. */
  expectedEnd: Date | null;
  createdAt: Date;
}

export class LimiterDto {
  /** Dials of the account that are under way. @example 2 */
  currentJobs: number;
  /** Calls of the company that are due and wait. @example 14 */
  queuedJobs: number;
}

export class OutboundStatsDto {
  /** @example 4 */
  activeCalls: number;
  /** @example 10 */
  maxConcurrentCalls: number;
  /** Percent. @example 40 */
  utilization: number;
  @ApiProperty({ enum: ['closed', 'open', 'half-open'] })
  circuitBreaker: 'closed' | 'open' | 'half-open';
  rateLimiter: LimiterDto;
}
