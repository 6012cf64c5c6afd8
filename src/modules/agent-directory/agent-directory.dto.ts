import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { ROLES, type Role } from '../../platform/http/roles.js';
import {
  AGENT_SORTS,
  ONLINE_STATUSES,
  PERFORMANCE_LEVELS,
  type OnlineStatus,
  type PerformanceLevel,
} from '../agents/agents.types.js';
import { PageLimit, PageNumber } from '../agents/fields.decorator.js';

const SORTS = AGENT_SORTS.flatMap((field) => [field, `-${field}`]);
const DIRECTIONS = ['asc', 'desc'] as const;

/** Which agents: those that match every filter. */
export class AgentFilterQuery {
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
}

export class ListAgentsQuery extends AgentFilterQuery {
  /** A field; with `-` before it, or with `order=desc`, from the top down. */
  @IsOptional()
  @IsIn(SORTS)
  @ApiPropertyOptional({ enum: SORTS, default: 'id' })
  sort?: string;

  @IsOptional()
  @IsIn(DIRECTIONS)
  @ApiPropertyOptional({ enum: DIRECTIONS, default: 'asc' })
  order?: (typeof DIRECTIONS)[number];

  /** From 1. @example 1 */
  @PageNumber()
  page?: number;

  /** 20 by default, 100 at most. @example 20 */
  @PageLimit()
  limit?: number;
}

export class SearchAgentsQuery extends ListAgentsQuery {
  /** Words or pieces of them that are all part of the username, name, e-mail or department. @example shar */
  @Matches(/\S/, { message: 'q must not be blank' })
  @MaxLength(100)
  @IsString()
  q: string;
}

export class ListDepartmentsQuery {
  /** From 1. @example 1 */
  @PageNumber()
  page?: number;

  /** 20 by default, 100 at most. @example 20 */
  @PageLimit()
  limit?: number;
}

/** All agents of the company, the inactive ones too. */
export class AgentStatsDto {
  /** @example 42 */
  total: number;
  /** Those that may sign in. @example 40 */
  active: number;
  /** Whose status is online: there, and ready for the next call. @example 17 */
  online: number;
  /** @example 20 */
  offline: number;
  /** How many there are of each role. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { admin: 2, cs: 38, viewer: 2 },
  })
  byRole: Readonly<Record<string, number>>;
  /** How many belong to each department. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { Retail: 30, Claims: 12 },
  })
  byDepartment: Readonly<Record<string, number>>;
}

export class DepartmentDto {
  /** @example Retail */
  name: string;
  /** Agents that belong to it. @example 30 */
  count: number;
}
