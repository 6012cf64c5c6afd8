import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDate, IsIn, IsInt, IsOptional, IsString, MaxLength, Min } from 'class-validator';
import { DECISION_PATHS, type DecisionPath, type RoutingDecision } from './routing.types.js';

const PATHS = DECISION_PATHS;

export class ListDecisionsDto {
  /** How the winner was found; `queued`: nobody could take the call. */
  @ApiProperty({ enum: PATHS, required: false })
  @IsOptional()
  @IsIn(PATHS)
  path?: DecisionPath;

  /** Decisions that this agent won. @example 7 */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  agentId?: number;

  /** Of calls for this team. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  teamId?: string;

  /** Of calls for this sector. @example billing */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  sector?: string;

  /** At or after. @example 2026-01-15T00:00:00.000Z */
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  from?: Date;

  /** Before. @example 2026-01-16T00:00:00.000Z */
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  to?: Date;

  /** @example 1 */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  page?: number;

  /** At most 100. @example 20 */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  limit?: number;
}

export class ScoreTermsDto {
  /** 40 · successRate by default. @example 36 */
  successRate: number;
  /** 25 · priority / 10 by default. @example 12.5 */
  priority: number;
  /** 20 · (1 − min(load, 10) / 10) by default. @example 20 */
  load: number;
  /** 15 · (1 − min(avgHandleTime, 300) / 300) by default. @example 7.5 */
  handleTime: number;
  /** 5 for each capability asked for and held, by default. @example 5 */
  capability: number;
}

export class CandidateDto {
  /** @example 7 */
  agentId: number;
  /** The sum of the terms. @example 81 */
  score: number;
  terms: ScoreTermsDto;
  /** 0–100. @example 100 */
  readiness: number;
  /** Ties go to the one idle longest. */
  idleSince: Date;
}

export class CallNeedDto {
  teamId: string | null;
  /** @example billing */
  sector: string | null;
  /** @example ["hindi"] */
  capabilities: string[];
  /** 0–10. @example 5 */
  priority: number;
  /** The level of the capabilities that it insisted on; 0: none. @example 0 */
  capabilityLevel: number;
}

export class DecisionDto {
  id: string;
  callLogId: string;
  at: Date;
  @ApiProperty({ enum: PATHS })
  path: DecisionPath;
  /** The agent whose place was taken; null when the call waits. @example 7 */
  @ApiProperty({ type: Number, nullable: true })
  winner: number | null;
  /** The best twenty, the winner first. */
  candidates: CandidateDto[];
  /** How many agents stood open. @example 41 */
  candidateCount: number;
  /** How many fell to each check. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { capacity: 3, heartbeat: 1 },
  })
  fallen: Record<string, number>;
  need: CallNeedDto;
  rulesVersion: number;
  indexVersion: number;
  policyVersion: number;
  @ApiProperty({ enum: ['enhanced', 'status'] })
  discovery: 'enhanced' | 'status';
  /** Milliseconds from the question to the reserved agent. @example 4.2 */
  ms: number;
}

export function toDecisionDto(decision: RoutingDecision): DecisionDto {
  const { _id: id, clientId: _tenant, candidates, need, fallen, ...plain } = decision;
  return {
    id,
    ...plain,
    candidates: [...candidates],
    fallen: { ...fallen },
    need: {
      ...need,
      capabilities: [...need.capabilities],
      capabilityLevel: need.capabilityLevel ?? 0,
    },
  };
}
