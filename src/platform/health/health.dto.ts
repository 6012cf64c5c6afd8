import { ApiProperty } from '@nestjs/swagger';
import type { HealthReport } from './health.service.js';

export class HealthReportDto {
  @ApiProperty({ enum: ['ready', 'not_ready'] })
  status: 'ready' | 'not_ready';

  /** When the parts were looked at. @example 2026-01-15T04:30:00.000Z */
  checkedAt: string;

  /** Each part: `up`, `degraded` (work goes on without it) or `down`, and why. */
  @ApiProperty({
    type: 'object',
    additionalProperties: {
      type: 'object',
      properties: {
        state: { type: 'string', enum: ['up', 'degraded', 'down'] },
        detail: { type: 'string' },
      },
    },
    example: { mongodb: { state: 'up' }, redis: { state: 'degraded', detail: 'not connected' } },
  })
  parts: HealthReport['parts'];
}
