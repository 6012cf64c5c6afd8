import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsDate, IsOptional } from 'class-validator';
import { AgentIdsField } from '../agents/fields.decorator.js';
import {
  DEVICE_ISSUES,
  SOURCES,
  type DeviceIssue,
  type ReachSource,
} from './device-issues.domain.js';

export class ValidateDevicesDto {
  /** At most 500. @example [7, 8] */
  @AgentIdsField()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @ApiProperty({ type: [Number] })
  agentIds: number[];
}

export class AgentDeviceDto {
  /** @example 7 */
  agentId: number;
  /** Can its phone be reached now? */
  isReachable: boolean;
  /** By what that is known: its live socket, its last heartbeat, or nothing. */
  @ApiProperty({ enum: SOURCES })
  source: ReachSource;
  /** Readiness, 0–100. @example 100 */
  score: number;
  /** In words. @example ["Its app says that the device is not connected"] */
  issues: string[];
  @ApiProperty({ type: Date, nullable: true })
  lastHeartbeat: Date | null;
}

export class DevicesDto {
  devices: AgentDeviceDto[];
  /** Those that the company has not. @example [] */
  unknown: number[];
}

export class DeviceStatsQuery {
  /** At or after; a day before `to` by default. @example 2026-01-15T00:00:00.000Z */
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  from?: Date;

  /** Before; now by default. @example 2026-01-16T00:00:00.000Z */
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  to?: Date;
}

export class IssueFiguresDto {
  @ApiProperty({ enum: DEVICE_ISSUES })
  issue: DeviceIssue;
  /** Agents who have it now. @example 1 */
  open: number;
  /** How often it was there in the span. @example 12 */
  count: number;
  /** Of the span. @example 84.5 */
  minutes: number;
}

export class DeviceStatsDto {
  /** Active agents. @example 24 */
  agents: number;
  /** @example 20 */
  reachable: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { socket: 14, heartbeat: 6, none: 4 },
  })
  bySource: Record<string, number>;
  from: Date;
  to: Date;
  /** What kept agents who wanted calls from being reached. */
  issues: IssueFiguresDto[];
}
