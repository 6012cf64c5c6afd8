import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { applyDecorators } from '@nestjs/common';
import {
  AgentIdField,
  MayBeAbsent,
  Name,
  PageLimit,
  PageNumber,
  QueryFlag,
} from '../agents/fields.decorator.js';
import { DEFAULT_LEVEL, DEFAULT_PRIORITY } from './sector-agents.types.js';

export class CapabilityDto {
  /** @example hindi */
  @Name(1, 100)
  name: string;

  /** How well: 1 to 5. @example 4 */
  @Min(1)
  @Max(5)
  @IsInt()
  level: number;
}

function fromName(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return Object.assign(new CapabilityDto(), { name: value, level: DEFAULT_LEVEL });
}

/** A list of capabilities; a name alone means level 3. */
const Capabilities = () =>
  applyDecorators(
    MayBeAbsent(),
    Type(() => CapabilityDto),
    Transform(({ value }: { value: unknown }) =>
      Array.isArray(value) ? value.map(fromName) : value,
    ),
    IsArray(),
    ArrayMaxSize(50),
    ArrayUnique((capability: CapabilityDto | null) => capability?.name, {
      message: 'a capability must not be named twice',
    }),
    ValidateNested({ each: true }),
    ApiPropertyOptional({
      type: 'array',
      items: { oneOf: [{ $ref: getSchemaPath(CapabilityDto) }, { type: 'string' }] },
      example: [{ name: 'hindi', level: 4 }, 'loans'],
    }),
  );

export class CreateProfileDto {
  /** @example 17 */
  @AgentIdField()
  @ApiProperty({ type: Number })
  agentId: number;

  /** @example loans */
  @Name(1, 100)
  sector: string;

  /** 0 to 10. @example 5 */
  @MayBeAbsent()
  @Min(0)
  @Max(10)
  @IsInt()
  @ApiPropertyOptional({ default: DEFAULT_PRIORITY })
  priority?: number;

  /** What the agent can do; a name alone means level 3. */
  @Capabilities()
  capabilities?: CapabilityDto[];

  /** Share of calls that succeed; null until it is measured. @example 0.85 */
  @IsOptional()
  @Min(0)
  @Max(1)
  @IsNumber()
  @ApiPropertyOptional({ type: Number, nullable: true })
  successRate?: number | null;

  /** Seconds a call takes; null until it is measured. @example 180 */
  @IsOptional()
  @Min(0)
  @Max(86_400)
  @IsNumber()
  @ApiPropertyOptional({ type: Number, nullable: true })
  avgHandleTime?: number | null;

  /** No calls of the sector come by a profile that is not. @example true */
  @MayBeAbsent()
  @IsBoolean()
  isActive?: boolean;
}

/** Only what is to change. */
export class UpdateProfileDto {
  /** @example loans */
  @MayBeAbsent()
  @Name(1, 100)
  sector?: string;

  /** 0 to 10. @example 5 */
  @MayBeAbsent()
  @Min(0)
  @Max(10)
  @IsInt()
  priority?: number;

  /** All of them: what is not in the list is gone. */
  @Capabilities()
  capabilities?: CapabilityDto[];

  /** @example 0.85 */
  @IsOptional()
  @Min(0)
  @Max(1)
  @IsNumber()
  @ApiPropertyOptional({ type: Number, nullable: true })
  successRate?: number | null;

  /** Seconds. @example 180 */
  @IsOptional()
  @Min(0)
  @Max(86_400)
  @IsNumber()
  @ApiPropertyOptional({ type: Number, nullable: true })
  avgHandleTime?: number | null;

  /** @example true */
  @MayBeAbsent()
  @IsBoolean()
  isActive?: boolean;
}

export class ListProfilesQuery {
  /** @example 17 */
  @IsOptional()
  @AgentIdField()
  @ApiPropertyOptional({ type: Number })
  agentId?: number;

  /** @example loans */
  @IsOptional()
  @MaxLength(100)
  @IsString()
  sector?: string;

  @QueryFlag()
  isActive?: boolean;

  /** Name of a capability that it has. @example hindi */
  @IsOptional()
  @MaxLength(100)
  @IsString()
  capability?: string;

  /** From 1. @example 1 */
  @PageNumber()
  page?: number;

  /** 20 by default, 100 at most. @example 20 */
  @PageLimit()
  limit?: number;
}

/** The routing profile of an agent in a sector. */
export class ProfileDto {
  id: string;
  /** @example bank */
  clientId: string;
  /** @example 17 */
  agentId: number;
  /** @example loans */
  sector: string;
  /** @example 5 */
  priority: number;
  @ApiProperty({ type: [CapabilityDto] })
  capabilities: readonly CapabilityDto[];
  @ApiProperty({ type: Number, nullable: true, example: 0.85 })
  successRate: number | null;
  /** Seconds. */
  @ApiProperty({ type: Number, nullable: true, example: 180 })
  avgHandleTime: number | null;
  isActive: boolean;
  /** Send it back as `If-Match`. */
  version: number;
  createdAt: Date;
  updatedAt: Date;
}
