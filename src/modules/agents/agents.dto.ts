import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsEmail,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { ROLES, type Role } from '../../platform/http/roles.js';
import {
  AGENT_KINDS,
  AGENT_SORTS,
  ONLINE_STATUSES,
  PERFORMANCE_LEVELS,
  type AgentKind,
  type OnlineStatus,
  type PerformanceLevel,
} from './agents.types.js';
import { Name, NewPassword, PageLimit, PageNumber } from './fields.decorator.js';

const SORTS = AGENT_SORTS.flatMap((field) => [field, `-${field}`]);

export class CreateAgentDto {
  /** Unique in the deployment, whatever the case. @example priya_s */
  @Matches(/^[A-Za-z0-9_]{3,50}$/, {
    message: 'username must be 3 to 50 letters, digits or underscores',
  })
  username: string;

  /** Unique in the deployment, whatever the case. @example priya@bank.example */
  @MaxLength(255)
  @IsEmail()
  email: string;

  /** As others see it. @example "Priya Sharma" */
  @Name(2, 255)
  fullName: string;

  @IsIn(ROLES)
  @ApiProperty({ enum: ROLES, example: 'cs' })
  role: Role;

  /** @example Retail */
  @Name(2, 100)
  department: string;

  /** 8 to 128 characters with lower and upper case and a digit. @example Mumbai2026x */
  @NewPassword()
  password: string;

  /** Where the agent's calls ring. @example +91 98100 12345 */
  @IsOptional()
  @MaxLength(20)
  @Matches(/^\+?[\d\s\-()]+$/, { message: 'phone must be a telephone number' })
  phone?: string | null;

  /** Address of a picture. @example https://cdn.bank.example/priya.png */
  @IsOptional()
  @MaxLength(2048)
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false })
  avatar?: string | null;

  /** A person, or a voice bot. */
  @IsOptional()
  @IsIn(AGENT_KINDS)
  @ApiPropertyOptional({ enum: AGENT_KINDS, default: 'human' })
  kind?: AgentKind | null;

  /** Calls at once: 1 by default, 10 for bots. @example 1 */
  @IsOptional()
  @Min(1)
  @Max(20)
  @IsInt()
  @ApiPropertyOptional({ type: Number })
  maxConcurrentCalls?: number | null;

  /** The agent's name in another system. @example E-1042 */
  @IsOptional()
  @MaxLength(100)
  @IsString()
  externalId?: string | null;
}

export class ListAgentsQuery {
  @IsOptional()
  @IsIn(ROLES)
  @ApiPropertyOptional({ enum: ROLES })
  role?: Role;

  @IsOptional()
  @IsIn(['active', 'inactive'])
  @ApiPropertyOptional({ enum: ['active', 'inactive'] })
  status?: 'active' | 'inactive';

  @IsOptional()
  @IsIn(ONLINE_STATUSES)
  @ApiPropertyOptional({ enum: ONLINE_STATUSES })
  onlineStatus?: OnlineStatus;

  /** @example Retail */
  @IsOptional()
  @MaxLength(100)
  @IsString()
  department?: string;

  /** Words that are all part of the username, name, e-mail or department. @example sharma */
  @IsOptional()
  @MaxLength(100)
  @IsString()
  search?: string;

  @IsOptional()
  @IsIn(PERFORMANCE_LEVELS)
  @ApiPropertyOptional({ enum: PERFORMANCE_LEVELS })
  performanceLevel?: PerformanceLevel;

  /** A field, with `-` before it from the top down. */
  @IsOptional()
  @IsIn(SORTS)
  @ApiPropertyOptional({ enum: SORTS, default: 'id' })
  sort?: string;

  /** From 1. @example 1 */
  @PageNumber()
  page?: number;

  /** 20 by default, 100 at most. @example 20 */
  @PageLimit()
  limit?: number;
}

/** An agent; never with its password. */
export class AgentDto {
  /** @example 17 */
  id: number;
  /** @example bank */
  clientId: string;
  /** @example priya_s */
  username: string;
  /** @example priya@bank.example */
  email: string;
  @ApiProperty({ enum: ROLES })
  role: Role;
  isActive: boolean;
  @ApiProperty({ type: Date, nullable: true })
  lastLoginAt: Date | null;
  /** @example "Priya Sharma" */
  fullName: string;
  @ApiProperty({ type: String, nullable: true })
  avatar: string | null;
  /** As it was given. */
  @ApiProperty({ type: String, nullable: true, example: '+91 98100 12345' })
  phone: string | null;
  /** The number that is dialled (E.164); null when the phone is none. */
  @ApiProperty({ type: String, nullable: true, example: '+919810012345' })
  dialNumber: string | null;
  /** @example Retail */
  department: string;
  @ApiProperty({ enum: AGENT_KINDS })
  kind: AgentKind;
  /** @example 1 */
  maxConcurrentCalls: number;
  @ApiProperty({ type: String, nullable: true })
  externalId: string | null;
  @ApiProperty({ enum: ONLINE_STATUSES })
  onlineStatus: OnlineStatus;
  @ApiProperty({ type: Date, nullable: true })
  lastSeen: Date | null;
  currentTickets: number;
  totalTicketsHandled: number;
  /** Minutes. */
  avgResponseTime: number;
  /** 1 to 5. */
  customerSatisfaction: number;
  ticketsResolvedToday: number;
  messagesHandledToday: number;
  onlineHoursToday: number;
  @ApiProperty({ enum: PERFORMANCE_LEVELS })
  performanceLevel: PerformanceLevel;
  /** Until it is changed, every other route is refused. */
  mustChangePassword: boolean;
  createdAt: Date;
  updatedAt: Date;
}
