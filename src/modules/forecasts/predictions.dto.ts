import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { AgentIdField, PageLimit, PageNumber } from '../agents/fields.decorator.js';
import { PeriodQuery } from '../analytics/performance.dto.js';
import { METHOD_NAMES, type MethodName } from '../forecasting/methods.domain.js';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_PROBLEM = { message: '$property must be a day such as 2026-01-31' };

export class ForecastQuery {
  /** First day in the company's time zone; today unless given. @example 2026-01-15 */
  @IsOptional()
  @Matches(DAY, DAY_PROBLEM)
  from?: string;

  /** Last day, itself counted; 14 days from `from` unless given. @example 2026-01-28 */
  @IsOptional()
  @Matches(DAY, DAY_PROBLEM)
  to?: string;

  /** Only this sector's calls; the whole company's unless given. @example billing */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  sector?: string;
}

export class StaffingQuery extends ForecastQuery {
  /** Share of calls that shall be answered in time; the company's rule unless given. @example 0.8 */
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0.01)
  @Max(0.999)
  serviceLevel?: number;

  /** In time means within so many seconds; the company's rule unless given. @example 20 */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(3600)
  targetSeconds?: number;
}

export class AgentOutlookQuery {
  /** Only this agent. @example 17 */
  @IsOptional()
  @AgentIdField()
  agent?: number;

  /** From 1. @example 1 */
  @PageNumber()
  page?: number;

  /** 20 by default, 100 at most. @example 20 */
  @PageLimit()
  limit?: number;
}

export class AccuracyQuery extends PeriodQuery {
  /** Forecasts of this sector; those of the whole company unless given. @example billing */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  sector?: string;

  /** From 1. @example 1 */
  @PageNumber()
  page?: number;

  /** 20 by default, 100 at most. @example 20 */
  @PageLimit()
  limit?: number;
}

export class QuarterForecastDto {
  /** When the quarter of an hour begins. @example 2026-01-15T04:30:00.000Z */
  at: Date;
  /** In the company's time zone. @example 2026-01-15 */
  day: string;
  /** Calls that will ask for an agent. @example 31.4 */
  expected: number;
  /** Eight of ten times there are at least so many … @example 24.1 */
  low80: number;
  /** … and at most so many. @example 38.7 */
  high80: number;
  /** 19 of 20 times there are at least so many … @example 20.2 */
  low95: number;
  /** … and at most so many. @example 42.6 */
  high95: number;
}

export class StaffDto {
  /** The fewest that reach the service level. @example 9 */
  agents: number;
  /** What they reach: answered within the target ÷ (answered + abandoned after it). @example 0.84 */
  serviceLevel: number;
  /** Mean wait of all callers, in seconds. @example 12.7 */
  waitSeconds: number | null;
  /** Share of callers who give up. @example 0.02 */
  abandonRate: number;
  /** Share of the time in which agents handle calls. @example 0.86 */
  occupancy: number;
}

export class QuarterStaffingDto {
  /** When the quarter of an hour begins. @example 2026-01-15T04:30:00.000Z */
  at: Date;
  /** In the company's time zone. @example 2026-01-15 */
  day: string;
  /** Calls that will ask for an agent. @example 31.4 */
  expected: number;
  /** Work, in agents who would be busy all the time. @example 7.3 */
  erlangs: number;
  /** If nobody gave up (Erlang C). Null: more than 10,000 agents. */
  @ApiProperty({ type: StaffDto, nullable: true })
  erlangC: StaffDto | null;
  /** With the patience that was measured (Erlang A). Null: nobody gave up in the last 28 days. */
  @ApiProperty({ type: StaffDto, nullable: true })
  erlangA: StaffDto | null;
}

export class OutlookDto {
  /** @example 212.4 */
  expected: number;
  /** 19 of 20 times it is at least so much … @example 189.2 */
  low95: number;
  /** … and at most so much. @example 235.6 */
  high95: number;
}

export class AgentOutlookDto {
  /** @example 17 */
  agentId: number;
  /** @example "Priya Sharma" */
  fullName: string | null;
  /** Answered calls of the last 28 days, of which this was learnt. @example 412 */
  calls: number;
  /** Mean of talk, hold and wrap-up, in seconds. */
  handleSeconds: OutlookDto;
  /** Share of the answered calls that succeed. */
  successRate: OutlookDto;
}

export class TriedDto {
  @ApiProperty({ enum: METHOD_NAMES })
  method: MethodName;
  /** Mean of Σ|actual − expected| ÷ Σactual on the company's own past. @example 0.071 */
  wape: number | null;
}

export class AccuracyDto {
  /** Quarters of an hour that are over. @example 960 */
  n: number;
  /** Σ|actual − expected| ÷ Σactual; 1 − WAPE is how right it was. @example 0.072 */
  wape: number | null;
  /** Σ(expected − actual) ÷ Σactual: above zero, too much was expected. @example -0.011 */
  bias: number | null;
  /**
   * Mean error ÷ that of repeating the same weekday before, in the past it learnt from.
   * @example 0.74
   */
  mase: number | null;
  /** Share of the quarters within the 80 % band. @example 0.81 */
  coverage80: number | null;
  /** Share of the quarters within the 95 % band. @example 0.95 */
  coverage95: number | null;
  /**
   * The best WAPE there is. Calls that come independently are Poisson: with a mean m that is known
   * exactly, E|X − m| = 2·m^(⌊m⌋+1)·e^(−m) ÷ ⌊m⌋!; this, summed over the quarters, ÷ Σm.
   * @example 0.041
   */
  noiseFloor: number | null;
}

export class ScoredForecastDto {
  /** The first day that it was about. @example 2026-01-15 */
  madeOn: string;
  /** The last one. @example 2026-01-28 */
  lastDay: string;
  madeAt: Date;
  /** Scored up to this day. @example 2026-01-20 */
  scoredTo: string;
  @ApiProperty({ enum: METHOD_NAMES, nullable: true })
  method: MethodName | null;
  accuracy: AccuracyDto;
}

export class RefreshedDto {
  /** False: it goes on; the list of jobs tells its end. */
  isDone: boolean;
  @ApiProperty({ type: Date, nullable: true })
  lastEndedAt: Date | null;
  @ApiProperty({ enum: ['done', 'failed'], nullable: true })
  outcome: 'done' | 'failed' | null;
  /** @example "3 forecasts, 0 with too few days to learn from" */
  did: string | null;
}
