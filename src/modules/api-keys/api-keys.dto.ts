import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMinSize, ArrayUnique, IsArray, IsDate, IsIn, IsOptional } from 'class-validator';
import { PERMISSIONS, type Permission } from '../../platform/http/roles.js';
import { AgentIdField, Name, PageLimit, PageNumber } from '../agents/fields.decorator.js';

export class CreateApiKeyDto {
  /** What it is for. @example "Help desk" */
  @Name(2, 100)
  name: string;

  /** What it may do; nothing else. `own:*` and `offers:*` need an `agentId`. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(PERMISSIONS, { each: true })
  @ApiProperty({ enum: PERMISSIONS, isArray: true, example: ['agents:read', 'activity:write'] })
  scopes: Permission[];

  /** The one agent that it acts for, such as a bot; without it, it acts for the company. */
  @IsOptional()
  @AgentIdField()
  @ApiPropertyOptional({ type: Number, nullable: true, example: 17 })
  agentId?: number | null;

  /** It is good until then; for ever without it. */
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  @ApiPropertyOptional({ type: Date, nullable: true, example: '2099-12-31T18:30:00.000Z' })
  expiresAt?: Date | null;
}

export class ListApiKeysQuery {
  /** From 1. @example 1 */
  @PageNumber()
  page?: number;

  /** 20 by default, 100 at most. @example 20 */
  @PageLimit()
  limit?: number;
}

/** A key, without its secret part. */
export class ApiKeyDto {
  /** @example 3f9a1c2b7d4e5f60 */
  id: string;
  /** @example "Help desk" */
  name: string;
  /** How the key begins. @example cpk_3f9a1c2b7d4e5f60 */
  prefix: string;
  @ApiProperty({ enum: PERMISSIONS, isArray: true, example: ['agents:read', 'activity:write'] })
  scopes: readonly Permission[];
  @ApiProperty({ type: Number, nullable: true, example: null })
  agentId: number | null;
  /** The admin who made it. @example 1 */
  createdBy: number;
  createdAt: Date;
  @ApiProperty({ type: Date, nullable: true, example: null })
  expiresAt: Date | null;
  /** To the minute. */
  @ApiProperty({ type: Date, nullable: true })
  lastUsedAt: Date | null;
}

/** A new key, whole: this is the only time that it is shown. */
export class NewApiKeyDto extends ApiKeyDto {
  /** Send it as `Authorization: Bearer`. @example cpk_3f9a1c2b7d4e5f60_… */
  key: string;
}
