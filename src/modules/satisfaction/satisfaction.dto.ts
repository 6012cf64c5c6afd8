import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { PageLimit, PageNumber } from '../agents/fields.decorator.js';
import { JudgedCallsQuery } from '../quality/quality.dto.js';
import { SATISFACTION_SOURCES, type SatisfactionSource } from './satisfaction.schema.js';

export class CreateSatisfactionDto {
  /** A call that has ended and that an agent answered. @example 0198a3c2f1e4 */
  @IsString()
  @MaxLength(64)
  callLogId: string;

  /** 1, not at all, to 5, very satisfied; it or `nps` must be given. @example 4 */
  @IsOptional()
  @Min(1)
  @Max(5)
  @IsInt()
  @ApiPropertyOptional({ type: Number, nullable: true })
  csat?: number | null;

  /** How likely to recommend us: 0 to 10. @example 9 */
  @IsOptional()
  @Min(0)
  @Max(10)
  @IsInt()
  @ApiPropertyOptional({ type: Number, nullable: true })
  nps?: number | null;

  /** @example "Quick and friendly" */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  @ApiPropertyOptional({ type: String, nullable: true })
  comment?: string | null;
}

export class ListSatisfactionQuery extends JudgedCallsQuery {
  /** How the answer came. */
  @IsOptional()
  @IsIn(SATISFACTION_SOURCES)
  @ApiPropertyOptional({ enum: SATISFACTION_SOURCES })
  source?: SatisfactionSource;

  /** From 1. @example 1 */
  @PageNumber()
  page?: number;

  /** 20 by default, 100 at most. @example 20 */
  @PageLimit()
  limit?: number;
}

export class SatisfactionDto {
  /** @example 0198a3c2f1e5 */
  id: string;
  /** @example 0198a3c2f1e4 */
  @ApiProperty({ type: String })
  callLogId: string;
  /** Who had the call. @example 17 */
  agentId: number;
  /** @example 0198a3c2aaaa */
  teamId: string | null;
  /** @example loans */
  sector: string | null;
  /** @example 0198a3c2bbbb */
  channelId: string;
  /** The call's, in the company's time zone. @example 2026-01-15 */
  day: string;
  /** 1 to 5. @example 4 */
  csat: number | null;
  /** 0 to 10. @example 9 */
  nps: number | null;
  /** @example "Quick and friendly" */
  comment: string | null;
  @ApiProperty({ enum: SATISFACTION_SOURCES })
  source: SatisfactionSource;
  /** Who entered it; null for the customer itself. @example 3 */
  enteredBy: number | null;
  createdAt: Date;
}
