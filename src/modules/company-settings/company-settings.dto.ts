import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsISO8601, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageLimit, PageNumber } from '../agents/fields.decorator.js';
import type { Actor } from '../settings/settings-audit.types.js';

const TIME_PROBLEM = { message: '$property must be a day or a time such as 2026-01-31T08:00:00Z' };

export class AuditQuery {
  /** `company`, `business_rules`, `dispositions`, `channels` … @example business_rules */
  @IsOptional()
  @MaxLength(64)
  @IsString()
  section?: string;

  /** Who made the change: the id of an agent, or of an API key. @example 17 */
  @IsOptional()
  @MaxLength(64)
  @IsString()
  @ApiPropertyOptional({ type: String })
  actor?: string;

  /** From this day of the company, or this time, on. @example 2026-01-01 */
  @IsOptional()
  @IsISO8601({ strict: true }, TIME_PROBLEM)
  from?: string;

  /** Up to this day of the company, itself counted, or up to this time. @example 2026-01-31 */
  @IsOptional()
  @IsISO8601({ strict: true }, TIME_PROBLEM)
  to?: string;

  /** From 1. @example 1 */
  @PageNumber()
  page?: number;

  /** 20 by default, 100 at most. @example 20 */
  @PageLimit()
  limit?: number;
}

export class FieldChangeDto {
  /** The path with dots; a list is one field. @example weights.load */
  field: string;
  /** Null: there was nothing. A secret is `••••`. */
  @ApiProperty({ nullable: true, example: 20 })
  before: unknown;
  /** Null: there is nothing any more. A secret is `••••`. */
  @ApiProperty({ nullable: true, example: 30 })
  after: unknown;
}

export class AuditEntryDto {
  id: string;
  at: Date;
  /** The agent, or the API key, that made the change. */
  @ApiProperty({
    oneOf: [
      { type: 'object', properties: { agentId: { type: 'integer' } } },
      { type: 'object', properties: { apiKeyId: { type: 'string' } } },
    ],
    example: { agentId: 17 },
  })
  actor: Actor;
  /** The address that the request came from. @example 203.0.113.7 */
  ip: string;
  /** @example business_rules */
  section: string;
  /** Which one of several, such as the type of a channel. */
  @ApiProperty({ type: String, nullable: true, example: null })
  target: string | null;
  @ApiProperty({ type: [FieldChangeDto] })
  changes: readonly FieldChangeDto[];
}

export class SectorTeamDto {
  id: string;
  /** @example Loans North */
  name: string;
  isActive: boolean;
}

export class SectorInUseDto {
  /** @example loans */
  sector: string;
  /** Is it among the company's own sectors? */
  isListed: boolean;
  /** How many have an active profile in it. @example 3 */
  agentCount: number;
  /** Who has an active profile in it. */
  @ApiProperty({ type: [Number], example: [17, 18, 23] })
  agentIds: readonly number[];
  /** The teams that serve it. */
  @ApiProperty({ type: [SectorTeamDto] })
  teams: readonly SectorTeamDto[];
  /** Mean of the measured success rates of its agents, 0 to 1; null while none is measured. */
  @ApiProperty({ type: Number, nullable: true, example: 0.82 })
  successRate: number | null;
}
