import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { PageLimit, PageNumber } from '../agents/fields.decorator.js';
import {
  LEAD_OUTCOMES,
  LEAD_STATES,
  type Lead,
  type LeadOutcome,
  type LeadState,
} from './campaign.types.js';

export class NewLeadDto {
  /** E.164, and possible for its country. @example +919812345678 */
  @MaxLength(40)
  @IsString()
  phoneNumber: string;

  /** @example "Asha Rao" */
  @IsOptional()
  @MaxLength(200)
  @IsString()
  @ApiPropertyOptional({ type: String, nullable: true })
  name?: string | null;

  /** IANA zone of the person; by the number's country, if left out. @example Asia/Kolkata */
  @IsOptional()
  @MaxLength(64)
  @IsString()
  @ApiPropertyOptional({ type: String, nullable: true })
  timezone?: string | null;

  /** What the agent shall see. */
  @IsOptional()
  @IsObject()
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { plan: 'gold' },
  })
  data?: Record<string, string>;
}

export class NewLeadsDto {
  /** 1 to 1000. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  @ValidateNested({ each: true })
  @Type(() => NewLeadDto)
  @ApiProperty({ type: [NewLeadDto] })
  leads: NewLeadDto[];
}

export class ListLeadsQuery {
  @PageNumber()
  @ApiPropertyOptional({ type: Number, default: 1 })
  page?: number;

  @PageLimit()
  @ApiPropertyOptional({ type: Number, default: 20 })
  limit?: number;

  @IsOptional()
  @IsIn(LEAD_STATES)
  @ApiPropertyOptional({ enum: LEAD_STATES })
  status?: LeadState;

  @IsOptional()
  @IsIn(LEAD_OUTCOMES)
  @ApiPropertyOptional({ enum: LEAD_OUTCOMES })
  outcome?: LeadOutcome;

  @IsOptional()
  @MaxLength(40)
  @IsString()
  phoneNumber?: string;
}

export class LeadErrorDto {
  /** Its place in the list, from 0; in a file its line. @example 3 */
  line: number;
  /** @example NUMBER_IN_CAMPAIGN */
  code: string;
  /** @example "is in this campaign already" */
  message: string;
}

export class LeadsReportDto {
  /** @example 1000 */
  total: number;
  /** @example 998 */
  successful: number;
  /** @example 2 */
  failed: number;
  /** The first thousand. */
  @ApiProperty({ type: [LeadErrorDto] })
  errors: readonly LeadErrorDto[];
}

export class LeadDto {
  id: string;
  campaignId: string;
  /** @example +919812345678 */
  phoneNumber: string;
  @ApiProperty({ type: String, nullable: true, example: 'Asha Rao' })
  name: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'Asia/Kolkata' })
  timezone: string | null;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  data: Readonly<Record<string, string>>;
  @ApiProperty({ enum: LEAD_STATES })
  status: LeadState;
  @ApiProperty({ enum: LEAD_OUTCOMES, nullable: true })
  outcome: LeadOutcome | null;
  /** Calls that were made to it. @example 1 */
  attempts: number;
  nextAttemptAt: Date;
  @ApiProperty({ type: Number, nullable: true, example: 17 })
  agentId: number | null;
  @ApiProperty({ type: Date, nullable: true })
  previewUntil: Date | null;
  @ApiProperty({ type: String, nullable: true })
  callLogId: string | null;
  /** How its last call ended. */
  @ApiProperty({ type: String, nullable: true, example: 'no_answer' })
  lastStatus: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'no_answer' })
  lastReason: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'Call back later' })
  disposition: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export class LeadCallDto {
  callLogId: string;
  /** @example initiated */
  status: string;
}

export function leadDto(lead: Lead): LeadDto {
  const { _id: id, clientId: _client, openNumber: _open, ...rest } = lead;
  const { dispositionUntil: _until, version: _version, ...shown } = rest;
  return { id, ...shown };
}
