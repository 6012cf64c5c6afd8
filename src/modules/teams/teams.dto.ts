import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { OnlineStatus } from '../agents/agents.types.js';
import { ONLINE_STATUSES } from '../agents/agents.types.js';
import {
  AgentIdField,
  MayBeAbsent,
  Name,
  PageLimit,
  PageNumber,
  QueryFlag,
} from '../agents/fields.decorator.js';
import { DEFAULT_PRIORITY, MEMBER_ROLES, type MemberRole } from './teams.types.js';

export class CreateTeamDto {
  /** Unique in the company, whatever the case. @example "Loans North" */
  @Name(1, 100)
  name: string;

  /** What its calls are about. @example loans */
  @Name(1, 100)
  sector: string;

  /** Free text. @example "Personal loans, northern region" */
  @IsOptional()
  @MaxLength(1000)
  @IsString()
  description?: string | null;

  /** The agent who leads it. @example 17 */
  @IsOptional()
  @AgentIdField()
  @ApiPropertyOptional({ type: Number, nullable: true })
  leadId?: number | null;

  /** No calls come to a team that is not. @example true */
  @MayBeAbsent()
  @IsBoolean()
  isActive?: boolean;
}

/** Only what is to change. */
export class UpdateTeamDto {
  /** @example "Loans North" */
  @MayBeAbsent()
  @Name(1, 100)
  name?: string;

  /** @example loans */
  @MayBeAbsent()
  @Name(1, 100)
  sector?: string;

  /** null takes it away. */
  @IsOptional()
  @MaxLength(1000)
  @IsString()
  @ApiPropertyOptional({ type: String, nullable: true })
  description?: string | null;

  /** null takes it away. @example 17 */
  @IsOptional()
  @AgentIdField()
  @ApiPropertyOptional({ type: Number, nullable: true })
  leadId?: number | null;

  /** @example true */
  @MayBeAbsent()
  @IsBoolean()
  isActive?: boolean;
}

export class ListTeamsQuery {
  /** @example loans */
  @IsOptional()
  @MaxLength(100)
  @IsString()
  sector?: string;

  @QueryFlag()
  isActive?: boolean;

  /** Part of the name. @example north */
  @IsOptional()
  @MaxLength(100)
  @IsString()
  search?: string;

  /** From 1. @example 1 */
  @PageNumber()
  page?: number;

  /** 20 by default, 100 at most. @example 20 */
  @PageLimit()
  limit?: number;
}

export class AddMemberDto {
  /** @example 17 */
  @AgentIdField()
  @ApiProperty({ type: Number })
  agentId: number;

  @MayBeAbsent()
  @IsIn(MEMBER_ROLES)
  @ApiPropertyOptional({ enum: MEMBER_ROLES, default: 'member' })
  role?: MemberRole;
}

/** Only what is to change. */
export class UpdateMemberDto {
  @MayBeAbsent()
  @IsIn(MEMBER_ROLES)
  @ApiPropertyOptional({ enum: MEMBER_ROLES })
  role?: MemberRole;

  /** Who works for a member that is not active gets no calls. @example true */
  @MayBeAbsent()
  @IsBoolean()
  isActive?: boolean;
}

export class AssignAgentDto {
  /** Who takes the calls: a person or a bot. @example 17 */
  @AgentIdField()
  @ApiProperty({ type: Number })
  agentId: number;

  /** The member that it works for. */
  @IsOptional()
  @MaxLength(64)
  @IsString()
  @ApiPropertyOptional({ type: String, nullable: true })
  memberId?: string | null;

  /** @example 5 */
  @MayBeAbsent()
  @Min(0)
  @Max(10)
  @IsInt()
  @ApiPropertyOptional({ default: DEFAULT_PRIORITY })
  priority?: number;
}

export class TeamDto {
  id: string;
  /** @example bank */
  clientId: string;
  /** @example "Loans North" */
  name: string;
  /** @example loans */
  sector: string;
  @ApiProperty({ type: String, nullable: true })
  description: string | null;
  @ApiProperty({ type: Number, nullable: true })
  leadId: number | null;
  isActive: boolean;
  /** How many belong to it. */
  memberCount: number;
  /** How many take its calls. */
  agentCount: number;
  /** Send it back as `If-Match`. */
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export class TeamMemberDto {
  id: string;
  teamId: string;
  /** @example 17 */
  agentId: number;
  @ApiProperty({ enum: MEMBER_ROLES })
  role: MemberRole;
  isActive: boolean;
  joinedAt: Date;
  /** @example "Priya Sharma" */
  fullName: string;
  @ApiProperty({ enum: ONLINE_STATUSES })
  onlineStatus: OnlineStatus;
  @ApiProperty({ type: Date, nullable: true })
  lastSeen: Date | null;
}

export class TeamAssignmentDto {
  id: string;
  teamId: string;
  /** @example 17 */
  agentId: number;
  @ApiProperty({ type: String, nullable: true })
  memberId: string | null;
  /** @example 5 */
  priority: number;
  assignedAt: Date;
}
