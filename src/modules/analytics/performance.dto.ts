import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { AGENT_KINDS, type AgentKind } from '../agents/agents.types.js';
import { AgentIdField, PageLimit, PageNumber } from '../agents/fields.decorator.js';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_PROBLEM = { message: '$property must be a day such as 2026-01-31' };

export class PeriodQuery {
  /** First day in the company's time zone; six days before `to` unless given. @example 2026-01-01 */
  @IsOptional()
  @Matches(DAY, DAY_PROBLEM)
  from?: string;

  /** Last day, itself counted; today unless given. 400 days at most. @example 2026-01-31 */
  @IsOptional()
  @Matches(DAY, DAY_PROBLEM)
  to?: string;
}

export class SummaryQuery extends PeriodQuery {
  /** Only this agent's calls. @example 17 */
  @IsOptional()
  @AgentIdField()
  agent?: number;

  /** Only this sector's calls; not together with `team`. @example loans */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  sector?: string;

  /** Only the calls of the team with this id. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  team?: string;
}

export class AgentsPerformanceQuery extends SummaryQuery {
  /** From 1. @example 1 */
  @PageNumber()
  page?: number;

  /** 20 by default, 100 at most. @example 20 */
  @PageLimit()
  limit?: number;
}

export class SectorsPerformanceQuery extends PeriodQuery {
  /** Only what this agent had of each sector. @example 17 */
  @IsOptional()
  @AgentIdField()
  agent?: number;

  /** Only this sector. @example loans */
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

export class FiguresDto {
  /**
   * Offered = calls that asked for an agent and have ended. Of an agent: calls that reached its
   * phone. @example 120
   */
  offered: number;

  /** Answered = completed calls. Of an agent: those that it took. @example 108 */
  answered: number;

  /**
   * Abandoned = calls whose caller hung up before the answer. Of an agent: while its phone rang.
   * @example 9
   */
  abandoned: number;

  /**
   * Service level = answered within the target ÷ (answered + abandoned after the target); the target
   * is the one in force when the call came. Null when there is nothing to divide by. @example 0.83
   */
  serviceLevel: number | null;

  /**
   * Average speed of answer, in seconds = wait of the answered ÷ answered. Null when nothing was
   * answered. @example 14.2
   */
  asa: number | null;

  /**
   * Average handle time, in seconds = (talk + hold + wrap-up) ÷ answered. Null when nothing was
   * answered. @example 211.5
   */
  aht: number | null;

  /** Abandon rate = abandoned ÷ offered. Null when nothing was offered. @example 0.075 */
  abandonRate: number | null;

  /** Talk time = sum of the seconds of conversation. @example 19440 */
  talkSeconds: number;

  /** Missed offers = offers that rang out unanswered. @example 4 */
  missedOffers: number;
}

export class DayFiguresDto extends FiguresDto {
  /** In the company's time zone. @example 2026-01-15 */
  day: string;
}

export class PeriodFiguresDto {
  /** @example 2026-01-09 */
  from: string;
  /** @example 2026-01-15 */
  to: string;
  /** Days are days in it. @example Asia/Kolkata */
  timezone: string;
  /** All days together. */
  totals: FiguresDto;
  /** The oldest first; days without a call are left out. */
  @ApiProperty({ type: [DayFiguresDto] })
  days: readonly DayFiguresDto[];
}

export class AgentPerformanceDto extends FiguresDto {
  /** @example 17 */
  agentId: number;
  /** @example "Priya Sharma" */
  fullName: string | null;
  @ApiProperty({ enum: AGENT_KINDS, nullable: true })
  kind: AgentKind | null;
  /** The oldest first; days without a call are left out. */
  @ApiProperty({ type: [DayFiguresDto] })
  days: readonly DayFiguresDto[];
}

export class SectorPerformanceDto extends FiguresDto {
  /** Null: calls that asked for no sector, such as those of a team. @example loans */
  sector: string | null;
  /** The oldest first; days without a call are left out. */
  @ApiProperty({ type: [DayFiguresDto] })
  days: readonly DayFiguresDto[];
}
