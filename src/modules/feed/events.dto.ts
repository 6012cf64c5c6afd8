import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { NUMBERED_EVENTS, type NumberedEventName } from './wire.types.js';

export class ListEventsDto {
  /** The last number that you have; 0 for the oldest that is kept. @example 1204 */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  after?: number;

  /** 20 by default, 100 at most. @example 100 */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  limit?: number;
}

export class EventDto {
  @ApiProperty({ enum: NUMBERED_EVENTS, example: 'agent_status_change' })
  event: NumberedEventName;

  /** What a socket gets, with `seq` and `prev`. */
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: {
      agentId: 17,
      status: 'away',
      timestamp: '2026-01-15T04:30:00.000Z',
      seq: 1207,
      prev: 1204,
    },
  })
  data: unknown;
}
