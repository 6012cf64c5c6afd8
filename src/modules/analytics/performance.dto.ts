import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { DayRangeQuery } from '../../platform/http/day-range.dto.js';
import { AGENT_KINDS, type AgentKind } from '../agents/agents.types.js';
import { AgentIdField, PageLimit, PageNumber } from '../agents/fields.decorator.js';

/** Days of the company. */
export class PeriodQuery extends DayRangeQuery {}

export class SummaryQuery extends PeriodQuery {
  /** Only this agent's calls. @example 17 */
  @IsOptional()
  @AgentIdField()
  agent?: number;

  /** Only this sector's calls; not together with `team` or `channel`. @example loans */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  sector?: string;

  /** Only the calls of the team with this id. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  team?: string;

  /** Only the calls of the channel with this id. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  channel?: string;
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
   * Average wait of the abandoned, in seconds = wait of the abandoned ÷ abandoned. Null when nobody
   * hung up. @example 48.1
   */
  waitAbandoned: number | null;

  /**
   * Average handle time, in seconds = (talk + hold + wrap-up) ÷ answered. Null when nothing was
   * answered. @example 211.5
   */
  aht: number | null;

  /** Abandon rate = abandoned ÷ offered. Null when nothing was offered. @example 0.075 */
  abandonRate: number | null;

  /**
   * Success rate = successes ÷ answered. A success is a completed call that was talked on, unless its
   * disposition says otherwise. @example 0.93
   */
  successRate: number | null;

  /**
   * First contact resolution = answered calls without a further call from that number to that sector
   * within 7 days ÷ answered calls whose 7 days are over. Null until any are. @example 0.78
   */
  fcr: number | null;

  /** Talk time = sum of the seconds of conversation. @example 19440 */
  talkSeconds: number;

  /** Missed offers = offers that rang out unanswered. @example 4 */
  missedOffers: number;

  /** Quality, 0 to 5 = sum of scores ÷ scored calls. @example 4.2 */
  quality: number | null;

  /** Customer satisfaction = answers of 4 and 5 ÷ answers. @example 0.84 */
  csat: number | null;

  /**
   * Net promoter score, −100 to 100 = % of answers of 9 and 10 − % of answers of 0 to 6. @example 31
   */
  nps: number | null;
}

export class DayFiguresDto extends FiguresDto {
  /** In the company's time zone. @example 2026-01-15 */
  day: string;
}

export class PreviousFiguresDto {
  /** @example 2026-01-02 */
  from: string;
  /** @example 2026-01-08 */
  to: string;
  totals: FiguresDto;
}

/** By what share each figure grew, (now − before) ÷ |before|; null where there is nothing to compare. */
export class ChangeDto {
  /** @example 0.12 */
  offered: number | null;
  /** @example 0.15 */
  answered: number | null;
  /** @example -0.2 */
  abandoned: number | null;
  /** @example 0.05 */
  serviceLevel: number | null;
  /** @example -0.1 */
  asa: number | null;
  /** @example 0.02 */
  waitAbandoned: number | null;
  /** @example 0.01 */
  aht: number | null;
  /** @example -0.25 */
  abandonRate: number | null;
  /** @example 0.03 */
  successRate: number | null;
  /** @example 0.04 */
  fcr: number | null;
  /** @example 0.11 */
  talkSeconds: number | null;
  /** @example -0.5 */
  missedOffers: number | null;
  /** @example 0.02 */
  quality: number | null;
  /** @example 0.01 */
  csat: number | null;
  /** @example 0.1 */
  nps: number | null;
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
  /** As many days right before. */
  previous: PreviousFiguresDto;
  change: ChangeDto;
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
