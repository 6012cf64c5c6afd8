import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { DayRangeQuery } from '../../platform/http/day-range.dto.js';
import { AgentIdField, PageLimit, PageNumber } from '../agents/fields.decorator.js';
import { MONEY_BY, type MoneyBy } from './revenue.service.js';

export const COSTS_BY = ['call', ...MONEY_BY] as const;
export type CostsBy = (typeof COSTS_BY)[number];

export class MoneyQuery extends DayRangeQuery {
  /** Only calls that this agent had. @example 17 */
  @IsOptional()
  @AgentIdField()
  agent?: number;

  /** Only calls of the channel with this id. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  channel?: string;

  /** Only calls of the campaign with this id. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  campaign?: string;
}

class PagedMoneyQuery extends MoneyQuery {
  /** From 1. @example 1 */
  @PageNumber()
  page?: number;

  /** 20 by default, 100 at most. @example 20 */
  @PageLimit()
  limit?: number;
}

export class CostsQuery extends PagedMoneyQuery {
  /** What costs are told apart by; call by call not together with `campaign`. @example agent */
  @IsOptional()
  @IsIn(COSTS_BY)
  @ApiPropertyOptional({ enum: COSTS_BY, default: 'agent' })
  by?: CostsBy;
}

export class RoiQuery extends PagedMoneyQuery {
  /** What it is told apart by. @example channel */
  @IsOptional()
  @IsIn(MONEY_BY)
  @ApiPropertyOptional({ enum: MONEY_BY, default: 'channel' })
  by?: MoneyBy;
}

export class MoneyFiguresDto {
  /** Call cost = sum of the prices of calls; null while no price is known. @example 412.5 */
  callCost: number | null;
  /**
   * Agent cost = hours of talk, hold and wrap-up × cost of an hour, the one in force when the call
   * came; null while it is not set. @example 1830.25
   */
  agentCost: number | null;
  /** Cost = call cost + agent cost, as far as it is known. @example 2242.75 */
  cost: number | null;
  /** Revenue = sum of the values of dispositions; null while no call has one. @example 9600 */
  revenue: number | null;
  /** Cost per call = cost ÷ calls. @example 5.61 */
  costPerCall: number | null;
  /** Return on investment = (revenue − cost) ÷ cost. @example 3.28 */
  roi: number | null;
}

export class MoneyTotalsDto extends MoneyFiguresDto {
  /** Calls that have ended, in both directions. @example 400 */
  calls: number;
  /** Talk, hold and wrap-up. @example 18300 */
  handledSeconds: number;
}

export class MoneyDayDto extends MoneyTotalsDto {
  /** In the company's time zone. @example 2026-01-15 */
  day: string;
}

export class SubjectMoneyDto extends MoneyTotalsDto {
  /** Id of the agent, channel or campaign, or the day; null: calls of none. */
  @ApiProperty({
    oneOf: [{ type: 'string' }, { type: 'integer' }],
    nullable: true,
    example: 17,
  })
  subject: string | number | null;
  /** Of agents. @example "Priya Sharma" */
  name: string | null;
}

export class PreviousMoneyDto {
  /** @example 2026-01-02 */
  from: string;
  /** @example 2026-01-08 */
  to: string;
  totals: MoneyTotalsDto;
}

export class RevenueSummaryDto {
  /** @example 2026-01-09 */
  from: string;
  /** @example 2026-01-15 */
  to: string;
  /** @example Asia/Kolkata */
  timezone: string;
  /** ISO 4217; of all figures here. @example INR */
  currency: string;
  /** Currencies of calls of these days that are not counted here. */
  @ApiProperty({ type: [String], example: [] })
  otherCurrencies: readonly string[];
  totals: MoneyTotalsDto;
  /** The oldest first; days without a call are left out. */
  @ApiProperty({ type: [MoneyDayDto] })
  days: readonly MoneyDayDto[];
  /** As many days right before. */
  previous: PreviousMoneyDto;
}
