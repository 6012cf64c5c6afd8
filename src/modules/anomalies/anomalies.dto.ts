import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageLimit, PageNumber } from '../agents/fields.decorator.js';
import { PeriodQuery } from '../analytics/performance.dto.js';
import { ANOMALY_STATES, type Anomaly, type AnomalyState } from './anomaly.types.js';
import { KINDS, METRICS, type Kind, type Metric } from './detection.domain.js';

export class AnomaliesQuery extends PeriodQuery {
  /** Only in this state. @example open */
  @IsOptional()
  @IsIn(ANOMALY_STATES)
  state?: AnomalyState;

  /** Only of this sector. @example billing */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  sector?: string;

  /** Only of this figure. @example volume */
  @IsOptional()
  @IsIn(METRICS)
  metric?: Metric;

  /** From 1. @example 1 */
  @PageNumber()
  page?: number;

  /** 20 by default, 100 at most. @example 20 */
  @PageLimit()
  limit?: number;
}

const SAID = ['acknowledged', 'resolved'] as const;

export class ChangeAnomalyDto {
  /** `acknowledged`: somebody looks after it; `resolved`: it needs nobody any more. */
  @ApiProperty({ enum: SAID, example: 'acknowledged' })
  @IsIn(SAID)
  state: (typeof SAID)[number];

  /** What is known of it. @example "The provider's line was down" */
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  note?: string | null;
}

export class AnomalyDto {
  /** @example 0199d2a0-7c1e-7b1a-9f0e-2f4c6f9d1a55 */
  id: string;

  /** Null: of all calls of the company. @example billing */
  sector: string | null;

  /** `volume`: calls that asked for an agent; `abandonRate`; `handleSeconds`: mean handle time. */
  @ApiProperty({ enum: METRICS })
  metric: Metric;

  /** `spike`: hours; `level_shift`: three days or more. */
  @ApiProperty({ enum: KINDS })
  kind: Kind;

  @ApiProperty({ enum: ['above', 'below'] })
  direction: Anomaly['direction'];

  @ApiProperty({ enum: ANOMALY_STATES })
  state: AnomalyState;

  /** The beginning of the first hour, or day, that was not as expected. */
  since: Date;

  /** The end of the last one so far. */
  until: Date;

  /** In the hour, or the days, where it was furthest off: calls, a share, or seconds. @example 212 */
  actual: number;

  /** @example 96.4 */
  expected: number;

  /** (actual − expected) ÷ expected; null where nothing was expected. @example 1.2 */
  deviation: number | null;

  /** How likely it is by chance alone, where all is as expected. @example 0.000004 */
  p: number;

  detectedAt: Date;

  @ApiProperty({ type: Date, nullable: true })
  acknowledgedAt: Date | null;

  /** @example 17 */
  acknowledgedBy: number | null;

  @ApiProperty({ type: Date, nullable: true })
  resolvedAt: Date | null;

  /** Null: it was over by itself. @example 17 */
  resolvedBy: number | null;

  /** @example "The provider's line was down" */
  note: string | null;

  /** For `If-Match`. @example 2 */
  version: number;
}

export function anomalyDto(anomaly: Anomaly): AnomalyDto {
  const { _id: id, sector = null, metric, kind, direction, state, since, until, p } = anomaly;
  const { actual, expected, detectedAt, acknowledgedAt, acknowledgedBy } = anomaly;
  const { resolvedAt, resolvedBy, note, version } = anomaly;
  const deviation = expected === 0 ? null : (actual - expected) / expected;
  const what = { sector, metric, kind, direction, state, since, until };
  const size = { actual, expected, deviation, p };
  const care = { detectedAt, acknowledgedAt, acknowledgedBy, resolvedAt, resolvedBy, note };
  return { id, ...what, ...size, ...care, version };
}
