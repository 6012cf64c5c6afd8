import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsDate,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { MayBeAbsent } from '../agents/fields.decorator.js';
import { CandidateDto } from '../routing/routing.dto.js';
import { DECISION_PATHS, type DecisionPath } from '../routing/routing.types.js';

/** What a call asks for: a team, or a sector. */
export class AskedCallDto {
  /** A team of the company; before the sector. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  teamId?: string | null;

  /** @example billing */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  sector?: string | null;

  /** Names. @example ["hindi"] */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  capabilities?: string[];
}

export class PreviewDto extends AskedCallDto {
  /** 0–10. @example 5 */
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(10)
  priority?: number;

  /** The customer's number: its last agent may be preferred. @example +919812345678 */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  phoneNumber?: string | null;

  /** As if it had waited so long already: capabilities relax with time. @example 0 */
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(86_400)
  waitedSeconds?: number;
}

export class SeenCandidateDto extends CandidateDto {
  /** What keeps it out; null: it may be offered the call. @example null */
  @ApiProperty({ type: String, nullable: true })
  fallenTo: string | null;
}

export class PreviewAnswerDto {
  /** `queued`: nobody could take it. */
  @ApiProperty({ enum: DECISION_PATHS })
  path: DecisionPath;
  /** Who would get it. @example 7 */
  @ApiProperty({ type: Number, nullable: true })
  winner: number | null;
  /** Everybody of the team or sector (the first 1000): who may be offered it first, best first. */
  candidates: SeenCandidateDto[];
  /** How many agents stand open. @example 41 */
  candidateCount: number;
  /** How many fell to each check. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { capacity: 3, heartbeat: 1 },
  })
  fallen: Record<string, number>;
  /** The level of the capabilities that it would insist on; 0: none. @example 0 */
  capabilityLevel: number;
  @ApiProperty({ enum: ['enhanced', 'status'] })
  discovery: 'enhanced' | 'status';
  rulesVersion: number;
}

export class SectorHealthDto {
  /** @example billing */
  sector: string;
  /** @example 4 */
  ready: number;
  /** @example 9 */
  candidates: number;
  /** Does this node know other profiles than the database? A moment after a change it does. */
  isStale: boolean;
}

export class DecisionMsDto {
  /** @example 6.1 */
  @ApiProperty({ type: Number, nullable: true })
  p50: number | null;
  /** @example 12.4 */
  @ApiProperty({ type: Number, nullable: true })
  p95: number | null;
}

export class RoutingHealthDto {
  /** Does the index hear of changes? */
  isLive: boolean;
  /** Agents who are ready. @example 11 */
  ready: number;
  /** Agents that are known. @example 24 */
  candidates: number;
  sectors: SectorHealthDto[];
  staleSectors: string[];
  /** When the last ten decisions were made, the latest first. */
  lastDecisions: Date[];
  /** Milliseconds that the last hundred took. */
  decisionMs: DecisionMsDto;
}

export class RankForDto extends AskedCallDto {
  /** When it comes; now by default. @example 2026-01-15T09:30:00.000Z */
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  at?: Date | null;
}

export class RecommendDto {
  /** A call to rank agents for. */
  @MayBeAbsent()
  @ValidateNested()
  @Type(() => RankForDto)
  @ApiPropertyOptional({ type: RankForDto })
  call?: RankForDto;
}

export class HeldOutCheckDto {
  /** Days that were kept out of what was learnt. @example 12 */
  days: number;
  /** @example 410 */
  calls: number;
  /** Mean squared error of the chances on these days. @example 0.18 */
  @ApiProperty({ type: Number, nullable: true })
  error: number | null;
  /** The same for one chance a sector. @example 0.21 */
  @ApiProperty({ type: Number, nullable: true })
  errorOfMean: number | null;
  /** @example 0.03 */
  @ApiProperty({ type: Number, nullable: true })
  gain: number | null;
  /** 95 % of the gain. */
  @ApiProperty({ type: [Number], nullable: true, example: [0.01, 0.05] })
  interval: readonly [number, number] | null;
  /** Is the gain above zero beyond doubt? */
  holds: boolean;
}

export class RecommendationDto {
  @ApiProperty({ enum: ['priority', 'capability'] })
  kind: 'priority' | 'capability';
  profileId: string;
  /** @example 7 */
  agentId: number;
  /** @example billing */
  sector: string;
  @ApiProperty({ type: String, nullable: true, example: null })
  capability: string | null;
  /** The priority, or the level, as it is. @example 5 */
  current: number;
  /** @example 7 */
  suggested: number;
  /** Success above that of the others in the sector. @example 0.18 */
  lift: number;
  /** 95 % of the lift. */
  @ApiProperty({ type: [Number], example: [0.09, 0.27] })
  interval: readonly [number, number];
  /** Calls that it was learnt from. @example 240 */
  calls: number;
}

export class RankedAgentDto {
  /** @example 7 */
  agentId: number;
  /** Chance that it answers such a call and they talk. @example 0.91 */
  probability: number;
  /** Above the mean of the sector. @example 0.06 */
  lift: number;
  @ApiProperty({ type: [Number], example: [0.01, 0.11] })
  interval: readonly [number, number];
  /** The agent's calls in the sector. @example 240 */
  calls: number;
}

export class RecommendationsDto {
  from: Date;
  to: Date;
  /** Parts of calls in the record. @example 2300 */
  calls: number;
  /** Too few calls, or what was learnt did not hold on later days: nothing is recommended. */
  isThin: boolean;
  check: HeldOutCheckDto;
  changes: RecommendationDto[];
  /** Best first; null when no call was asked for. */
  @ApiProperty({ type: [RankedAgentDto], nullable: true })
  agents: RankedAgentDto[] | null;
}
