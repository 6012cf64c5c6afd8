import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  MaxLength,
  registerDecorator,
  type ValidationOptions,
} from 'class-validator';
import { ONLINE_STATUSES, type OnlineStatus } from '../agents/agents.types.js';
import { AgentIdField } from '../agents/fields.decorator.js';
import { STATUS_WORDS, type StatusWord } from './presence-view.domain.js';
import { CHECKS, type Check } from './readiness.domain.js';
import { CHOICES, type Choice } from './presence.schema.js';

const DEVICE_FIELDS = 20;
const DEVICE_TEXT = 255;

function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= DEVICE_TEXT;
  return value === null || typeof value === 'number' || typeof value === 'boolean';
}

/** A name, or a flat object of a few plain values: enough to tell devices apart, no documents. */
export function isDevice(value: unknown): boolean {
  if (typeof value === 'string') return isPlain(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= DEVICE_FIELDS &&
    entries.every(([key, item]) => /^[A-Za-z][\w-]{0,63}$/.test(key) && isPlain(item))
  );
}

const IsDevice =
  (options?: ValidationOptions): PropertyDecorator =>
  (target, property) => {
    registerDecorator({
      name: 'isDevice',
      target: target.constructor,
      propertyName: String(property),
      options: { message: 'device must be a text or a flat object of plain values', ...options },
      validator: { validate: isDevice },
    });
  };

export class HeartbeatDto {
  /** The agent itself; an admin may name another. @example 17 */
  @AgentIdField()
  @ApiProperty({ type: Number })
  agentId: number;

  /** Can the agent's phone be reached? @example true */
  @IsBoolean()
  deviceConnected: boolean;

  /** What the agent wants to be; `available` and `online` are the same. */
  @IsOptional()
  @IsIn(STATUS_WORDS)
  @ApiPropertyOptional({ enum: STATUS_WORDS, example: 'available' })
  currentStatus?: StatusWord;

  /** Whatever tells the device apart. */
  @IsOptional()
  @IsDevice()
  @ApiPropertyOptional({
    oneOf: [{ type: 'string' }, { type: 'object', additionalProperties: true }],
    example: { type: 'softphone', version: '4.2' },
  })
  device?: unknown;
}

export class StatusDto {
  @IsIn(STATUS_WORDS)
  @ApiProperty({ enum: STATUS_WORDS, example: 'away' })
  status: StatusWord;

  /** @example Lunch */
  @IsOptional()
  @IsString()
  @MaxLength(255)
  reason?: string | null;
}

export class AgentStatusDto {
  /** @example 17 */
  agentId: number;
  /** What the agent chose. */
  @ApiProperty({ enum: CHOICES })
  status: Choice;
  /** What others see: it follows from the choice, the heartbeats and the calls. */
  @ApiProperty({ enum: ONLINE_STATUSES })
  onlineStatus: OnlineStatus;
  @ApiProperty({ type: String, nullable: true })
  reason: string | null;
  /** Since when it is chosen. */
  @ApiProperty({ type: Date, nullable: true })
  since: Date | null;
}

export class ReadinessDto {
  /** 0 to 100. @example 100 */
  score: number;
  /** 60 or more, and no check at zero. */
  isReady: boolean;
  /** Each check, 0 to 20. */
  @ApiProperty({
    type: 'object',
    properties: Object.fromEntries(CHECKS.map((check) => [check, { type: 'number' }])),
    example: { status: 20, heartbeat: 20, device: 20, capacity: 20, offers: 20 },
  })
  checks: Readonly<Record<Check, number>>;
  /** The first check at zero. */
  @ApiProperty({ enum: CHECKS, nullable: true })
  failed: Check | null;
}

export class AgentStateDto extends AgentStatusDto {
  deviceConnected: boolean;
  @ApiProperty({ type: Date, nullable: true })
  lastHeartbeat: Date | null;
  /** Is the last heartbeat older than three intervals? */
  isStale: boolean;
  readiness: ReadinessDto;
  /** Calls that it holds or is reserved for. @example 0 */
  activeCalls: number;
  /** @example 1 */
  maxConcurrentCalls: number;
  @ApiProperty({ type: Date, nullable: true })
  wrapUpUntil: Date | null;
  /** Offers in a row that it did not take; two set it away. @example 0 */
  missedInRow: number;
}

export class HeartbeatAnswerDto extends AgentStateDto {
  serverTime: Date;
  /** Seconds to the next heartbeat, by the deployment's clock. @example 30 */
  interval: number;
  /** The same in milliseconds of the wall. @example 30000 */
  intervalMs: number;
}

export class PresenceStatisticsDto {
  total: number;
  ready: number;
  /** There, but away, busy, in wrap-up or after missed offers. */
  notReady: number;
  /** At work, but with a heartbeat that is too old. */
  stale: number;
  /** There, but without a device. */
  disconnected: number;
  offline: number;
  /** Share of agents whose shown status is right now. */
  @ApiProperty({ type: Number, nullable: true, example: 0.99 })
  availabilityAccuracy: number | null;
}

export class PresenceOverviewDto {
  @ApiProperty({ type: [AgentStateDto] })
  agents: readonly AgentStateDto[];
  statistics: PresenceStatisticsDto;
}

export class CleanupDto {
  /** Agents that were marked now. @example 2 */
  marked: number;
}
