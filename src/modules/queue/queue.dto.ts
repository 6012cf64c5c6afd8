import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Min } from 'class-validator';
import type { PlaceInLine } from './queue.service.js';

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

export class QueueEntryDto {
  callLogId: string;
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
  /** From what the last answered calls waited; null while too few were measured. @example 60 */
  expectedWaitSeconds: number | null;
}

export function toQueueEntryDto({ entry, ...place }: PlaceInLine): QueueEntryDto {
  const { _id: callLogId, teamId, sector, capabilities, priority, state, arrivedAt } = entry;
  return {
    callLogId,
    teamId,
    sector,
    capabilities: [...capabilities],
    priority,
    state,
    arrivedAt,
    ...place,
  };
}
