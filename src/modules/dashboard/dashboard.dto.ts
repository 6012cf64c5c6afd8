import { ApiProperty } from '@nestjs/swagger';
import { ChangeDto, DayFiguresDto, FiguresDto } from '../analytics/performance.dto.js';
import { AnomalyDto } from '../anomalies/anomalies.dto.js';
import { QualityFiguresDto, SatisfactionFiguresDto } from '../call-analytics/voice.dto.js';
import { LiveMetricsDto } from '../live-metrics/metrics.dto.js';
import { MoneyFiguresDto } from '../revenue/revenue.dto.js';

export class BestAgentDto {
  /** @example 1 */
  rank: number;
  /** @example 17 */
  agentId: number;
  /** @example "Priya Sharma" */
  fullName: string | null;
  /** @example 108 */
  answered: number;
  /** Success rate = successes ÷ answered. @example 0.97 */
  successRate: number | null;
}

export class SectorAtAGlanceDto {
  /** Null: calls of no sector. @example loans */
  sector: string | null;
  /** @example 120 */
  offered: number;
  /** @example 108 */
  answered: number;
  /** Answered within the target ÷ (answered + abandoned after the target). @example 0.83 */
  serviceLevel: number | null;
}

export class DashboardMoneyDto extends MoneyFiguresDto {
  /** ISO 4217. @example INR */
  currency: string;
}

export class DashboardDto {
  /** @example 2026-01-09 */
  from: string;
  /** @example 2026-01-15 */
  to: string;
  /** @example Asia/Kolkata */
  timezone: string;
  /** The floor now. */
  live: LiveMetricsDto;
  /** What was folded of today. */
  today: FiguresDto;
  yesterday: FiguresDto;
  /** Of the last seven days, today among them. */
  totals: FiguresDto;
  /** Since the seven days before. */
  change: ChangeDto;
  /** The oldest first; days without a call are left out. */
  @ApiProperty({ type: [DayFiguresDto] })
  days: readonly DayFiguresDto[];
  /** By success rate, of agents with ten answered calls at least. */
  @ApiProperty({ type: [BestAgentDto] })
  topPerformers: readonly BestAgentDto[];
  /** The ten with most answered calls. */
  @ApiProperty({ type: [SectorAtAGlanceDto] })
  sectors: readonly SectorAtAGlanceDto[];
  /** What is not as it should be and nobody resolved: the ten newest. */
  @ApiProperty({ type: [AnomalyDto] })
  anomalies: readonly AnomalyDto[];
  quality: QualityFiguresDto;
  satisfaction: SatisfactionFiguresDto;
  money: DashboardMoneyDto;
}
