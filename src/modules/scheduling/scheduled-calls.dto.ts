import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { DropsUnknownFields } from '../../platform/http/validation.pipe.js';
import { AgentIdField, MayBeAbsent, PageLimit, PageNumber } from '../agents/fields.decorator.js';
import { CALL_PRIORITIES, type CallPriority } from '../calls/outbound-call.types.js';
import { FREQUENCIES, type Frequency } from './schedule.domain.js';
import { SCHEDULE_STATES, type ScheduledCall, type ScheduleState } from './schedule.types.js';

@DropsUnknownFields()
export class RecurringDto {
  @IsIn(FREQUENCIES)
  @ApiProperty({ enum: FREQUENCIES, example: 'weekly' })
  frequency: Frequency;

  /** Every how many days, weeks or months. @example 1 */
  @IsOptional()
  @Max(365)
  @Min(1)
  @IsInt()
  @ApiPropertyOptional({ type: Number, default: 1 })
  interval?: number;

  /** The last day, or moment, at which one may be due. @example 2027-03-31 */
  @IsOptional()
  @MaxLength(40)
  @IsString()
  @ApiPropertyOptional({ type: String, nullable: true })
  endDate?: string | null;

  /** How many there are in all, those that were left out or missed counted. @example 12 */
  @IsOptional()
  @Max(1000)
  @Min(1)
  @IsInt()
  @ApiPropertyOptional({ type: Number, nullable: true })
  maxOccurrences?: number | null;
}

@DropsUnknownFields()
export class OwnHoursDto {
  /** @example 10:00 */
  @Matches(/^([01]\d|2[0-3]):[0-5]\d$/, { message: 'start must be a time such as 09:00' })
  start: string;

  /** Not before the start; 24:00 is the end of the day. @example 17:00 */
  @Matches(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, { message: 'end must be a time such as 18:00' })
  end: string;

  /** 1 is Monday, 7 is Sunday. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(7)
  @ArrayUnique()
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(7, { each: true })
  @ApiProperty({ type: [Number], example: [1, 2, 3, 4, 5] })
  daysOfWeek: number[];
}

@DropsUnknownFields()
export class ScheduleCallDto {
  /** E.164, and possible for its country. @example +919812345678 */
  @MaxLength(40)
  @IsString()
  phoneNumber: string;

  /** Whose telephone rings first. @example 17 */
  @AgentIdField()
  @ApiProperty({ type: Number })
  agentId: number;

  /** The user of your own system who asks for it. @example crm-user-81 */
  @IsOptional()
  @MaxLength(100)
  @IsString()
  userId?: string | null;

  /** The first call, in the future; without an offset in `timezone`. @example 2027-01-15T10:00 */
  @MaxLength(40)
  @IsString()
  scheduledFor: string;

  /** IANA name: later calls show the same time of its clock. The company's, if left out. */
  @IsOptional()
  @MaxLength(64)
  @IsString()
  @ApiPropertyOptional({ type: String, example: 'Asia/Kolkata' })
  timezone?: string;

  /** A call outside the hours moves to the next opening. */
  @IsOptional()
  @IsBoolean()
  @ApiPropertyOptional({ type: Boolean, default: false })
  respectBusinessHours?: boolean;

  /** Hours of its own, in `timezone`; the company's, if left out. Holidays are the company's. */
  @IsOptional()
  @ValidateNested()
  @Type(() => OwnHoursDto)
  @ApiPropertyOptional({ type: OwnHoursDto, nullable: true })
  businessHours?: OwnHoursDto | null;

  /** Left out: one call. */
  @IsOptional()
  @ValidateNested()
  @Type(() => RecurringDto)
  @ApiPropertyOptional({ type: RecurringDto, nullable: true })
  recurring?: RecurringDto | null;

  @IsOptional()
  @IsIn(CALL_PRIORITIES)
  @ApiPropertyOptional({ enum: CALL_PRIORITIES, default: 'medium' })
  priority?: CallPriority;

  /** Values of your own, given to each of its calls. */
  @IsOptional()
  @IsObject()
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, example: { lead: 4711 } })
  metadata?: Record<string, unknown>;
}

/** Only what is to change. */
@DropsUnknownFields()
export class ChangeScheduleDto {
  /** @example +919812345678 */
  @MayBeAbsent()
  @MaxLength(40)
  @IsString()
  phoneNumber?: string;

  /** @example 17 */
  @MayBeAbsent()
  @AgentIdField()
  @ApiPropertyOptional({ type: Number })
  agentId?: number;

  /** @example 2027-01-15T10:00 */
  @MayBeAbsent()
  @MaxLength(40)
  @IsString()
  scheduledFor?: string;

  /** @example Asia/Kolkata */
  @MayBeAbsent()
  @MaxLength(64)
  @IsString()
  timezone?: string;

  @MayBeAbsent()
  @IsBoolean()
  respectBusinessHours?: boolean;

  /** Null: the company's. */
  @IsOptional()
  @ValidateNested()
  @Type(() => OwnHoursDto)
  @ApiPropertyOptional({ type: OwnHoursDto, nullable: true })
  businessHours?: OwnHoursDto | null;

  /** Null: one call. */
  @IsOptional()
  @ValidateNested()
  @Type(() => RecurringDto)
  @ApiPropertyOptional({ type: RecurringDto, nullable: true })
  recurring?: RecurringDto | null;

  @MayBeAbsent()
  @IsIn(CALL_PRIORITIES)
  @ApiPropertyOptional({ enum: CALL_PRIORITIES })
  priority?: CallPriority;

  @MayBeAbsent()
  @IsObject()
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, example: { lead: 4711 } })
  metadata?: Record<string, unknown>;
}

export class ListSchedulesQuery {
  @PageNumber()
  @ApiPropertyOptional({ type: Number, default: 1 })
  page?: number;

  @PageLimit()
  @ApiPropertyOptional({ type: Number, default: 20 })
  limit?: number;

  @IsOptional()
  @IsIn(SCHEDULE_STATES)
  @ApiPropertyOptional({ enum: SCHEDULE_STATES })
  status?: ScheduleState;

  @IsOptional()
  @AgentIdField()
  @ApiPropertyOptional({ type: Number })
  agentId?: number;

  @IsOptional()
  @MaxLength(40)
  @IsString()
  phoneNumber?: string;
}

export class ShownRecurringDto {
  @ApiProperty({ enum: FREQUENCIES, example: 'weekly' })
  frequency: Frequency;
  /** @example 1 */
  interval: number;
  @ApiProperty({ type: Date, nullable: true })
  endDate: Date | null;
  @ApiProperty({ type: Number, nullable: true, example: 12 })
  maxOccurrences: number | null;
}

export class ScheduledCallDto {
  id: string;
  /** The call of the last run. */
  @ApiProperty({ type: String, nullable: true })
  callLogId: string | null;
  /** @example +919812345678 */
  phoneNumber: string;
  /** @example 17 */
  agentId: number;
  @ApiProperty({ type: String, nullable: true })
  userId: string | null;
  @ApiProperty({ enum: CALL_PRIORITIES })
  priority: CallPriority;
  @ApiProperty({ type: 'object', additionalProperties: true })
  metadata: Readonly<Record<string, unknown>>;
  scheduledFor: Date;
  /** @example Asia/Kolkata */
  timezone: string;
  respectBusinessHours: boolean;
  @ApiProperty({ type: OwnHoursDto, nullable: true })
  businessHours: OwnHoursDto | null;
  @ApiProperty({ type: ShownRecurringDto, nullable: true })
  recurring: ShownRecurringDto | null;
  @ApiProperty({ enum: SCHEDULE_STATES })
  status: ScheduleState;
  /** Is a run to come? */
  isPending: boolean;
  isRecurring: boolean;
  canCancel: boolean;
  /** Runs that were made. @example 3 */
  occurrences: number;
  /** Runs that came more than an hour late, and were not made. @example 0 */
  missedRuns: number;
  @ApiProperty({ type: Date, nullable: true })
  nextRunAt: Date | null;
  /** Send it back as `If-Match`. @example 2 */
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export function scheduledCallDto(schedule: ScheduledCall): ScheduledCallDto {
  const { _id: id, clientId: _client, nextIndex: _index, createdBy: _by, ...rest } = schedule;
  const isPending = rest.status === 'pending';
  const isRecurring = rest.recurring !== null;
  const hours = rest.businessHours;
  return {
    id,
    ...rest,
    businessHours: hours && { ...hours, daysOfWeek: [...hours.daysOfWeek] },
    isPending,
    isRecurring,
    canCancel: isPending,
  };
}
