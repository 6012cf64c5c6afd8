import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { ROLES, type Role } from '../../platform/http/roles.js';
import {
  AGENT_KINDS,
  ONLINE_STATUSES,
  PERFORMANCE_LEVELS,
  type AgentKind,
  type OnlineStatus,
  type PerformanceLevel,
} from './agents.types.js';
import {
  AgentIdsField,
  EmailAddress,
  MayBeAbsent,
  Name,
  NewPassword,
  Phone,
  Picture,
  StreamUrl,
  Username,
} from './fields.decorator.js';

export class CreateAgentDto {
  /** Unique in the deployment, whatever the case. @example priya_s */
  @Username()
  username: string;

  /** Unique in the deployment, whatever the case. @example priya@bank.example */
  @EmailAddress()
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
  @Phone()
  phone?: string | null;

  /** Address of a picture. @example https://cdn.bank.example/priya.png */
  @Picture()
  avatar?: string | null;

  /** A person, or a voice bot. */
  @IsOptional()
  @IsIn(AGENT_KINDS)
  @ApiPropertyOptional({ enum: AGENT_KINDS, default: 'human' })
  kind?: AgentKind | null;

  /**
   * Where a bot takes its calls: a WebSocket that speaks Exotel's Voicebot protocol. Without it a
   * bot is dialled by its phone. Everybody who may read agents sees it.
   * @example wss://bots.bank.example/voice
   */
  @StreamUrl()
  streamUrl?: string | null;

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

/** Only what is to change. */
export class UpdateAgentDto {
  /** Unique in the deployment, whatever the case. @example priya_s */
  @MayBeAbsent()
  @Username()
  username?: string;

  /** Unique in the deployment, whatever the case. @example priya@bank.example */
  @MayBeAbsent()
  @EmailAddress()
  email?: string;

  /** As others see it. @example Priya Sharma */
  @MayBeAbsent()
  @Name(2, 255)
  fullName?: string;

  /** Admins only. */
  @MayBeAbsent()
  @IsIn(ROLES)
  @ApiPropertyOptional({ enum: ROLES, example: 'cs' })
  role?: Role;

  /** Admins only. @example Retail */
  @MayBeAbsent()
  @Name(2, 100)
  department?: string;

  /** Where the agent's calls ring; null takes it away. @example +91 98100 12345 */
  @Phone()
  @ApiPropertyOptional({ type: String, nullable: true })
  phone?: string | null;

  /** Address of a picture; null takes it away. @example https://cdn.bank.example/priya.png */
  @Picture()
  @ApiPropertyOptional({ type: String, nullable: true })
  avatar?: string | null;

  /** Admins only. Who is not active is signed out and takes no more calls. @example true */
  @MayBeAbsent()
  @IsBoolean()
  isActive?: boolean;

  /** Admins only. */
  @MayBeAbsent()
  @IsIn(AGENT_KINDS)
  @ApiPropertyOptional({ enum: AGENT_KINDS })
  kind?: AgentKind;

  /**
   * Admins only. Where a bot takes its calls (WebSocket, Exotel's Voicebot protocol); null takes it
   * away. @example wss://bots.bank.example/voice
   */
  @StreamUrl()
  @ApiPropertyOptional({ type: String, nullable: true })
  streamUrl?: string | null;

  /** Admins only. Calls at once; from the next call on. @example 1 */
  @MayBeAbsent()
  @Min(1)
  @Max(20)
  @IsInt()
  maxConcurrentCalls?: number;
}

export class UpdateAgentsDto {
  /** 500 at most. */
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @AgentIdsField()
  @ApiProperty({ type: [Number], example: [17, 18] })
  agentIds: number[];

  /** The same for each of them. */
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => UpdateAgentDto)
  updates: UpdateAgentDto;
}

export class AgentsBulkResultDto {
  /** It was carried out; what failed is in `errors`. @example true */
  success: boolean;
  /** How many are now as they were to be. @example 1 */
  updated: number;
  /** `id: CODE message` of those that could not be changed. */
  @ApiProperty({ type: [String], example: ['18: AGENT_NOT_FOUND There is no such agent'] })
  errors: readonly string[];
}

export class RemovedDto {
  /** @example true */
  success: boolean;
  /** @example Agent removed */
  message: string;
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
  /** Where a bot takes its calls; null: by its phone, as people do. */
  @ApiProperty({ type: String, nullable: true, example: 'wss://bots.bank.example/voice' })
  streamUrl: string | null;
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
  /** Counts changes of the agent, not of its presence; send it back as `If-Match`. @example 3 */
  version: number;
  createdAt: Date;
  updatedAt: Date;
}
