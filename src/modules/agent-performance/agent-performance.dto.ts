import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  registerDecorator,
} from 'class-validator';
import { REPORTED_TYPES, type ReportedType } from '../activity/activity.types.js';
import { ACTIVITY_TYPES, type ActivityType } from '../agents/agents.types.js';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_PROBLEM = { message: '$property must be a day such as 2026-01-31' };
const METADATA_FIELDS = 20;
const METADATA_TEXT = 500;
const ID_LENGTH = 128;

export class AgentDaysQuery {
  /** First day in the company's time zone; 29 days before `to` unless given. @example 2026-01-01 */
  @IsOptional()
  @Matches(DAY, DAY_PROBLEM)
  from?: string;

  /** Last day, itself counted; today unless given. 90 days at most. @example 2026-01-31 */
  @IsOptional()
  @Matches(DAY, DAY_PROBLEM)
  to?: string;
}

/** An agent's figures of one day. */
export class AgentDayDto {
  /** @example 17 */
  agentId: number;
  /** A day of the company's time zone. @example 2026-01-15 */
  date: string;
  /** @example 64 */
  messagesHandled: number;
  /** Mean minutes from a ticket's assignment to the first message; null without an answer. */
  @ApiProperty({ type: Number, nullable: true, example: 3.4 })
  avgResponseTime: number | null;
  /** Mean of the customers' answers, 1 to 5; null without one. */
  @ApiProperty({ type: Number, nullable: true, example: 4.25 })
  customerSatisfaction: number | null;
  /** @example 21 */
  ticketsResolved: number;
  /** Hours shown as online, away or busy. @example 7.5 */
  onlineHours: number;
  /** Percent of tickets answered within the company's target; null where no target was over. */
  @ApiProperty({ type: Number, nullable: true, example: 95.24 })
  slaCompliance: number | null;
  /** Is the day over? The row of the present day is brought up to date every hour. */
  isFinal: boolean;
}

export class ActivityQuery {
  /** How many days back, 90 at most. @example 7 */
  @IsOptional()
  @Type(() => Number)
  @Min(1)
  @Max(90)
  @IsInt()
  @ApiPropertyOptional({ type: Number, default: 7 })
  days?: number;
}

/** One line of an agent's history. */
export class ActivityDto {
  /** @example 0199d2a0-7c1e-7b12-9a64-3f8f5d1f0c11 */
  id: string;
  /** @example 17 */
  agentId: number;
  @ApiProperty({ enum: ACTIVITY_TYPES })
  type: ActivityType;
  /** @example Resolved a ticket */
  description: string;
  timestamp: Date;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { ticketId: 'T-1042', rating: 5 },
  })
  metadata: Readonly<Record<string, unknown>>;
}

export class ReportActivityDto {
  /** What the agent did. Sign-ins and statuses are what the server knows itself. */
  @IsIn(REPORTED_TYPES)
  @ApiProperty({ enum: REPORTED_TYPES, example: 'ticket_resolved' })
  type: ReportedType;

  /** In words; by its type, where it is left out. @example Refund for order 4711 */
  @IsOptional()
  @MaxLength(1000)
  @MinLength(1)
  @IsString()
  @ApiPropertyOptional({ type: String })
  description?: string | null;

  /**
   * Plain values by name, 20 at most. `ticketId` (a text or a whole number) says which ticket: from
   * its assignment to the first message is the response time. `rating` is the customer's answer, 1
   * to 5. `callId` and whatever else is kept as it is.
   */
  @IsOptional()
  @IsMetadata()
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    example: { ticketId: 'T-1042', rating: 5 },
  })
  metadata?: Readonly<Record<string, unknown>> | null;
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= METADATA_TEXT;
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value === 'boolean';
}

function isId(value: unknown): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  return typeof value === 'string' && value.length >= 1 && value.length <= ID_LENGTH;
}

function problemOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'must be an object';
  }
  const entries = Object.entries(value);
  if (entries.length > METADATA_FIELDS) return `must have at most ${METADATA_FIELDS} fields`;
  for (const [key, item] of entries) {
    if (!/^[A-Za-z][\w-]{0,63}$/.test(key)) return 'must have names of letters, digits, - and _';
    if (!isPlain(item)) return `must have plain values of at most ${METADATA_TEXT} characters`;
  }
  const { ticketId = 1, callId = 1, rating = 1 } = value as Record<string, unknown>;
  if (!isId(ticketId) || !isId(callId)) {
    return `must have ids that are texts of 1 to ${ID_LENGTH} characters or whole numbers`;
  }
  const isRating = typeof rating === 'number' && rating >= 1 && rating <= 5;
  return isRating ? null : 'must have a rating from 1 to 5';
}

function IsMetadata(): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isMetadata',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => problemOf(value) === null,
        defaultMessage: (args) => `${args?.property} ${problemOf(args?.value)}`,
      },
    });
  };
}
