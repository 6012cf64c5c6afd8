import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import {
  AgentIdField,
  MayBeAbsent,
  Name,
  PageLimit,
  PageNumber,
} from '../agents/fields.decorator.js';
import { DayRangeQuery } from '../../platform/http/day-range.dto.js';

export class ScorecardItemDto {
  /** @example Compliance */
  @Name(1, 100)
  name: string;

  /** What it counts beside the others. @example 3 */
  @Min(0.01)
  @Max(1000)
  @IsNumber()
  weight: number;

  /** Scored 0, it makes the whole score 0. @example true */
  @IsBoolean()
  isCritical: boolean;
}

export class ScorecardDto {
  /** @example Standard */
  @Name(1, 100)
  name: string;

  @Type(() => ScorecardItemDto)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @ApiProperty({ type: [ScorecardItemDto] })
  items: readonly ScorecardItemDto[];
}

export class ReplaceScorecardsDto {
  /** All of them: what is not in the list is gone, for scores to come. */
  @Type(() => ScorecardDto)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  scorecards: ScorecardDto[];
}

export class ScorecardSetDto {
  /** Grows with each change; 0: the company has set none, and these are the usual ones. @example 3 */
  version: number;

  @ApiProperty({ type: [ScorecardDto] })
  scorecards: readonly ScorecardDto[];
}

export class ScorecardsQuery {
  /** An earlier version; the present one unless given. @example 2 */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  version?: number;
}

export class ItemScoreDto {
  /** @example Compliance */
  @IsString()
  @MaxLength(100)
  name: string;

  /** 0 to 5; null where it did not apply. @example 4 */
  @IsOptional()
  @Min(0)
  @Max(5)
  @IsNumber({ maxDecimalPlaces: 2 })
  @ApiProperty({ type: Number, nullable: true })
  score: number | null;
}

export class CreateQualityScoreDto {
  /** A call that has ended and that an agent answered. @example 0198a3c2f1e4 */
  @IsString()
  @MaxLength(64)
  callLogId: string;

  /** Its name; the first one unless given. @example Standard */
  @MayBeAbsent()
  @IsString()
  @MaxLength(100)
  scorecard?: string;

  /** Every item of the scorecard. */
  @Type(() => ItemScoreDto)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @ApiProperty({
    type: [ItemScoreDto],
    example: [
      { name: 'Greeting', score: 5 },
      { name: 'Understanding', score: 4 },
      { name: 'Solution', score: 4 },
      { name: 'Compliance', score: 5 },
      { name: 'Closing', score: null },
    ],
  })
  items: ItemScoreDto[];

  /** @example "Explained the fee well" */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  @ApiPropertyOptional({ type: String, nullable: true })
  comment?: string | null;
}

class ScoreFilterQuery {
  /** Only calls that this agent had. @example 17 */
  @IsOptional()
  @AgentIdField()
  agent?: number;

  /** Only calls of the team with this id. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  team?: string;

  /** Only calls of this sector. @example loans */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  sector?: string;

  /** Only calls of the channel with this id. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  channel?: string;
}

/** Days of calls, and which of them. */
export class JudgedCallsQuery extends IntersectionType(DayRangeQuery, ScoreFilterQuery) {}

export class QualityQuery extends JudgedCallsQuery {
  /** Only scores by this scorecard. @example Standard */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  scorecard?: string;
}

export class ListQualityQuery extends QualityQuery {
  /** From 1. @example 1 */
  @PageNumber()
  page?: number;

  /** 20 by default, 100 at most. @example 20 */
  @PageLimit()
  limit?: number;
}

export class QualityScoreDto {
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
  /** @example Standard */
  scorecard: string;
  /** The version of the scorecards by which it was given. @example 3 */
  scorecardVersion: number;
  @ApiProperty({ type: [ItemScoreDto] })
  items: readonly ItemScoreDto[];
  /**
   * 0 to 5: Σ weight · score ÷ Σ weight of the items that applied; 0 when a critical item was scored 0.
   * @example 4.4
   */
  score: number;
  /** The critical items that were scored 0. */
  @ApiProperty({ type: [String], example: [] })
  criticalFailures: readonly string[];
  /** @example "Explained the fee well" */
  comment: string | null;
  /** Who scored it. @example 3 */
  scoredBy: number;
  createdAt: Date;
}
