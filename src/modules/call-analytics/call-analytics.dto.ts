import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { AGENT_KINDS, type AgentKind } from '../agents/agents.types.js';
import { PageLimit } from '../agents/fields.decorator.js';
import {
  ChangeDto,
  DayFiguresDto,
  FiguresDto,
  PreviousFiguresDto,
  SummaryQuery,
} from '../analytics/performance.dto.js';
import type { Interval } from '../call-figures/slot.domain.js';
import { RANKED_BY, type RankedBy } from './agents-compared.service.js';
import { OUTCOMES, type Outcome } from './trends.service.js';

/** Intervals as questions name them. */
export const INTERVAL_NAMES = ['15min', 'hour', 'day'] as const;
export type IntervalName = (typeof INTERVAL_NAMES)[number];
export const intervalOf = (name: IntervalName = 'day'): Interval =>
  name === '15min' ? 'quarter' : name;

export class TrendsQuery extends SummaryQuery {
  /** Of 15min at most 31 days, of hour 100, of day 400. @example hour */
  @IsOptional()
  @IsIn(INTERVAL_NAMES)
  @ApiPropertyOptional({ enum: INTERVAL_NAMES, default: 'day' })
  interval?: IntervalName;
}

export class TopPerformersQuery extends SummaryQuery {
  /** What agents are ranked by. @example successRate */
  @IsOptional()
  @IsIn(RANKED_BY)
  @ApiPropertyOptional({ enum: RANKED_BY, default: 'successRate' })
  by?: RankedBy;

  /** Agents with fewer answered calls are left out. @example 10 */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  @ApiPropertyOptional({ default: 10 })
  minimumCalls?: number;

  /** How many; 20 by default, 100 at most. @example 5 */
  @PageLimit()
  limit?: number;
}

export class TrendPointDto extends FiguresDto {
  /** In the company's time zone. @example 2026-01-15 */
  day: string;
  /** When a quarter of an hour or an hour began; null for a day. */
  @ApiProperty({ type: Date, nullable: true })
  start: Date | null;
}

export class OutcomeCountDto {
  @ApiProperty({ enum: Object.keys(OUTCOMES), example: 'completed' })
  outcome: Outcome;
  /** @example 108 */
  calls: number;
  /** Calls ÷ offered; null when nothing was offered. @example 0.9 */
  share: number | null;
}

export class OutcomesDto {
  /** @example 108 */
  completed: number;
  /** @example 9 */
  abandoned: number;
  /** @example 1 */
  no_answer: number;
  /** @example 0 */
  busy: number;
  /** @example 2 */
  failed: number;
  /** @example 0 */
  canceled: number;
}

export class TimelinePointDto {
  /** In the company's time zone. @example 2026-01-15 */
  day: string;
  /** When a quarter of an hour or an hour began; null for a day. */
  @ApiProperty({ type: Date, nullable: true })
  start: Date | null;
  /** Offered = calls that asked for an agent and have ended. @example 120 */
  offered: number;
  outcomes: OutcomesDto;
  /** Average speed of answer, in seconds = wait of the answered ÷ answered. @example 14.2 */
  asa: number | null;
  /**
   * Service level = answered within the target ÷ (answered + abandoned after the target). @example 0.83
   */
  serviceLevel: number | null;
}

export class RatedAgentDto extends FiguresDto {
  /** @example 1 */
  rank: number;
  /** @example 17 */
  agentId: number;
  /** @example "Priya Sharma" */
  fullName: string | null;
  /** The figure that it is ranked by. @example 0.97 */
  value: number;
}

export class AgentPresenceDto {
  /** Days that are over and whose presence is known; the figures here are of these. @example 6 */
  days: number;
  /** @example 172800 */
  signedInSeconds: number;
  /** Of these, away. @example 14400 */
  awaySeconds: number;
  /** Talk, hold and wrap-up, and talk of calls that we placed. @example 118800 */
  handlingSeconds: number;
  /** Occupancy = handling ÷ signed-in and not away. @example 0.75 */
  occupancy: number | null;
  /** Utilization = handling ÷ signed-in. @example 0.69 */
  utilization: number | null;
}

export class AgentSectorFiguresDto extends FiguresDto {
  /** Null: calls of no sector. @example loans */
  sector: string | null;
}

export class AgentChannelFiguresDto extends FiguresDto {
  /** @example 0198a3c2bbbb */
  channelId: string | null;
}

export class AgentDetailsDto {
  /** @example 17 */
  agentId: number;
  /** @example "Priya Sharma" */
  fullName: string;
  /** @example Support */
  department: string;
  @ApiProperty({ enum: AGENT_KINDS })
  kind: AgentKind;
  /** @example 2026-01-09 */
  from: string;
  /** @example 2026-01-15 */
  to: string;
  /** @example Asia/Kolkata */
  timezone: string;
  totals: FiguresDto;
  presence: AgentPresenceDto;
  /** The oldest first; days without a call are left out. */
  @ApiProperty({ type: [DayFiguresDto] })
  days: readonly DayFiguresDto[];
  @ApiProperty({ type: [AgentSectorFiguresDto] })
  sectors: readonly AgentSectorFiguresDto[];
  @ApiProperty({ type: [AgentChannelFiguresDto] })
  channels: readonly AgentChannelFiguresDto[];
  /** As many days right before. */
  previous: PreviousFiguresDto;
  change: ChangeDto;
}
