import { ApiProperty } from '@nestjs/swagger';

export class SpreadDto {
  /** @example 120 */
  n: number;
  /** @example 4.1 */
  mean: number | null;
  /** @example 4.2 */
  median: number | null;
  /** 90 % are at most so. @example 4.9 */
  p90: number | null;
}

class PeriodDto {
  /** @example 2026-01-09 */
  from: string;
  /** @example 2026-01-15 */
  to: string;
}

export class QualityFiguresDto {
  /** Scored calls. @example 42 */
  scored: number;
  /** Quality, 0 to 5 = sum of scores ÷ scored calls. @example 4.2 */
  quality: number | null;
  /** Scores that a critical item made 0 ÷ scored calls. @example 0.02 */
  criticalFailureRate: number | null;
}

export class AgentQualityDto extends QualityFiguresDto {
  /** @example 17 */
  agentId: number;
}
export class TeamQualityDto extends QualityFiguresDto {
  /** @example 0198a3c2aaaa */
  teamId: string | null;
}
export class ScorecardQualityDto extends QualityFiguresDto {
  /** @example Standard */
  scorecard: string;
}

export class ItemMeanDto {
  /** @example Standard */
  scorecard: string;
  /** @example Compliance */
  item: string;
  /** Calls that it applied to. @example 40 */
  n: number;
  /** @example 4.4 */
  mean: number;
}

export class PreviousQualityDto extends PeriodDto {
  totals: QualityFiguresDto;
}

export class QualitySummaryDto extends PeriodDto {
  /** @example Asia/Kolkata */
  timezone: string;
  totals: QualityFiguresDto;
  /** Of all scores. */
  spread: SpreadDto;
  @ApiProperty({ type: [AgentQualityDto] })
  agents: readonly AgentQualityDto[];
  @ApiProperty({ type: [TeamQualityDto] })
  teams: readonly TeamQualityDto[];
  @ApiProperty({ type: [ScorecardQualityDto] })
  scorecards: readonly ScorecardQualityDto[];
  /** The mean of each item where it applied. */
  @ApiProperty({ type: [ItemMeanDto] })
  items: readonly ItemMeanDto[];
  /** As many days right before. */
  previous: PreviousQualityDto;
}

export class SatisfactionFiguresDto {
  /** @example 84 */
  csatAnswers: number;
  /** Customer satisfaction = answers of 4 and 5 ÷ answers. @example 0.84 */
  csat: number | null;
  /** Mean of the answers, 1 to 5. @example 4.2 */
  csatMean: number | null;
  /** @example 60 */
  npsAnswers: number;
  /**
   * Net promoter score, −100 to 100 = % of answers of 9 and 10 − % of answers of 0 to 6. @example 31
   */
  nps: number | null;
}

export class AgentSatisfactionDto extends SatisfactionFiguresDto {
  /** @example 17 */
  agentId: number;
}
export class TeamSatisfactionDto extends SatisfactionFiguresDto {
  /** @example 0198a3c2aaaa */
  teamId: string | null;
}
export class ChannelSatisfactionDto extends SatisfactionFiguresDto {
  /** @example 0198a3c2bbbb */
  channelId: string;
}
export class DaySatisfactionDto extends SatisfactionFiguresDto {
  /** In the company's time zone. @example 2026-01-15 */
  day: string;
}

export class SatisfactionSpreadDto {
  csat: SpreadDto;
  nps: SpreadDto;
}

export class PreviousSatisfactionDto extends PeriodDto {
  totals: SatisfactionFiguresDto;
}

export class SatisfactionSummaryDto extends PeriodDto {
  /** @example Asia/Kolkata */
  timezone: string;
  totals: SatisfactionFiguresDto;
  /** Of all answers. */
  spread: SatisfactionSpreadDto;
  @ApiProperty({ type: [AgentSatisfactionDto] })
  agents: readonly AgentSatisfactionDto[];
  @ApiProperty({ type: [TeamSatisfactionDto] })
  teams: readonly TeamSatisfactionDto[];
  @ApiProperty({ type: [ChannelSatisfactionDto] })
  channels: readonly ChannelSatisfactionDto[];
  /** As many days right before. */
  previous: PreviousSatisfactionDto;
}
