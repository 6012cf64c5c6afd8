import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { MayBeAbsent } from '../agents/fields.decorator.js';
import type { PlaceInLine } from '../queue/queue.service.js';
import { WAIT_REASONS, type WaitReason } from './why.domain.js';
import type { ExplainedPlace } from './why-waiting.service.js';

export class ListQueueDto {
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

export class MoveInQueueDto {
  /** 0–10, more is sooner. @example 8 */
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(10)
  priority?: number;

  /** A team of the company. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(64)
  teamId?: string;
}

export class QueueEntryDto {
  callLogId: string;
  /** `callback`: the caller has hung up and is called back when this place's turn comes. */
  @ApiProperty({ enum: ['call', 'callback'] })
  kind: 'call' | 'callback';
  teamId: string | null;
  /** @example billing */
  sector: string | null;
  capabilities: string[];
  /** 0–10, more is sooner. @example 5 */
  priority: number;
  /** `reserved`: an agent is kept for it until the caller comes back from its piece of music. */
  @ApiProperty({ enum: ['waiting', 'reserved'] })
  state: 'waiting' | 'reserved';
  /** Place in line among calls of its kind, from 1. @example 2 */
  position: number | null;
  arrivedAt: Date;
  /** @example 42 */
  waitedSeconds: number;
  /** What half of such calls wait, from this place; null while too few were measured. @example 60 */
  @ApiProperty({ type: Number, nullable: true })
  expectedWaitSeconds: number | null;
}

export class WaitErrorDto {
  /** Held waits that had been told. @example 120 */
  promises: number;
  /** Share of them that did not exceed their P90. @example 0.91 */
  @ApiProperty({ type: Number, nullable: true })
  coverageOfP90: number | null;
  /** Mean distance from their P50, in seconds. @example 22.5 */
  @ApiProperty({ type: Number, nullable: true })
  meanErrorSeconds: number | null;
}

export class ExpectedWaitDto {
  /** Half of such calls wait no longer from this place; null while too few were measured. @example 60 */
  @ApiProperty({ type: Number, nullable: true })
  p50Seconds: number | null;
  /** Nine in ten wait no longer. @example 140 */
  @ApiProperty({ type: Number, nullable: true })
  p90Seconds: number | null;
  /** Agents at work for such calls, free or not. @example 6 */
  agents: number;
  /** Seconds that a call takes an agent, wrap-up and all. @example 210 */
  handleSeconds: number;
  /** How right such promises were lately. */
  error: WaitErrorDto;
}

export class WhyDto {
  @ApiProperty({ enum: WAIT_REASONS, example: 'nobody_ready' })
  reason: WaitReason;
  /** @example No agent of its team or sector is ready */
  text: string;
  /** Agents who could be offered it now. @example 0 */
  ready: number;
  /** How many agents fell to each check. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { capacity: 3, heartbeat: 1 },
  })
  fallen: Record<string, number>;
  /** The level of its capabilities that it still insists on; 0: none. @example 0 */
  capabilityLevel: number;
}

export class WaitingDto extends QueueEntryDto {
  why: WhyDto;
  expectedWait: ExpectedWaitDto;
  /** When it goes to the overflow; null for who is to be called back. */
  @ApiProperty({ type: Date, nullable: true })
  overflowAt: Date | null;
}

export function toWaitingDto({ why, expected, error, overflowAt, ...place }: ExplainedPlace) {
  const { p50Seconds, p90Seconds, agents, handleSeconds } = expected;
  return {
    ...toQueueEntryDto(place),
    why: { ...why, fallen: { ...why.fallen } },
    expectedWait: { p50Seconds, p90Seconds, agents, handleSeconds, error: { ...error } },
    overflowAt,
  } satisfies WaitingDto;
}

type Plain<T> = { [Field in keyof T]: T[Field] };

export function toQueueEntryDto({ entry, ...place }: PlaceInLine): Plain<QueueEntryDto> {
  const { _id: callLogId, teamId, sector, capabilities, priority, state, arrivedAt } = entry;
  return {
    callLogId,
    kind: entry.isCallback ? 'callback' : 'call',
    teamId,
    sector,
    capabilities: [...capabilities],
    priority,
    state,
    arrivedAt,
    ...place,
  };
}
