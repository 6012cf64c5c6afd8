import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { PageLimit, PageNumber } from '../agents/fields.decorator.js';
import { FiguresDto, PeriodQuery } from '../analytics/performance.dto.js';
import { TeamMemberDto } from '../teams/teams.dto.js';

export class MemberTodayDto extends FiguresDto {
  /** Tickets that a help desk reported. @example 4 */
  ticketsResolved: number;
  /** Messages that a help desk reported. @example 12 */
  messagesHandled: number;
  /** @example 3.5 */
  onlineHours: number;
}

export class MemberWithFiguresDto extends TeamMemberDto {
  /** Its figures of today, the company's day: all its calls, for whichever team or sector. */
  today: MemberTodayDto;
}

export class SuggestionsQuery extends PeriodQuery {
  /** Only teams of this sector. @example loans */
  @IsOptional()
  @MaxLength(100)
  @IsString()
  sector?: string;

  /** From 1. @example 1 */
  @PageNumber()
  page?: number;

  /** 20 by default, 100 at most. @example 20 */
  @PageLimit()
  limit?: number;
}

export class ComparedDto {
  @ApiProperty({ enum: ['fisher_exact', 'welch_t'] })
  test: 'fisher_exact' | 'welch_t';
  /** @example 0.94 */
  agent: number;
  /** @example 0.78 */
  team: number;
  /** By chance alone, as if it were the only comparison; one-sided. @example 0.0001 */
  p: number;
  /** After Holm's correction for all comparisons. @example 0.0024 */
  pAdjusted: number;
  /** Below 0.05 after the correction. */
  isBetter: boolean;
}

export class SuggestionDto {
  /** @example 17 */
  agentId: number;
  /** @example Priya Sharma */
  fullName: string;
  teamId: string;
  /** @example Loans North */
  teamName: string;
  /** @example loans */
  sector: string;
  /** Answered calls of the agent in the sector. @example 120 */
  agentCalls: number;
  /** Answered calls there of those who take the team's calls. @example 640 */
  teamCalls: number;
  /** Share of the answered calls that succeeded. */
  successRate: ComparedDto;
  /** Mean of talk, hold and wrap-up, in seconds. */
  handleSeconds: ComparedDto;
  /** In plain words. @example succeeds in 94 % of its calls, the team in 78 % (120 and 640 calls) */
  reason: string;
}
