import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsString,
  MaxLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { AgentIdField, MayBeAbsent } from '../agents/fields.decorator.js';
import { BULK_ACTIONS, type BulkAction, type BulkOperation } from './team-bulk.service.js';
import { TeamMemberDto } from './teams.dto.js';
import { MEMBER_ROLES, type MemberRole } from './teams.types.js';

export class BulkOperationDto {
  @IsIn(BULK_ACTIONS)
  @ApiProperty({ enum: BULK_ACTIONS, example: 'move' })
  action: BulkAction;

  /** @example 17 */
  @AgentIdField()
  @ApiProperty({ type: Number })
  agentId: number;

  /** Of who is added or moved; who is moved keeps its own otherwise. */
  @MayBeAbsent()
  @IsIn(MEMBER_ROLES)
  @ApiPropertyOptional({ enum: MEMBER_ROLES })
  role?: MemberRole;

  /** The team that a move leads to. */
  @ValidateIf(({ action, toTeamId }: BulkOperation) => action === 'move' || toTeamId !== undefined)
  @MaxLength(64)
  @IsString()
  @ApiPropertyOptional({ type: String })
  toTeamId?: string;
}

export class BulkMembersDto {
  /** 1 to 500, done in this order. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => BulkOperationDto)
  @ApiProperty({
    type: [BulkOperationDto],
    example: [
      { action: 'add', agentId: 17, role: 'lead' },
      { action: 'move', agentId: 18, toTeamId: '0199d2a0-…' },
      { action: 'remove', agentId: 19 },
    ],
  })
  operations: BulkOperationDto[];
}

export class BulkErrorDto {
  /** @example MEMBER_EXISTS */
  code: string;
  /** @example This agent is in the team already */
  message: string;
}

export class BulkOutcomeDto {
  /** The place in the list that was sent, from 0. */
  index: number;
  @ApiProperty({ enum: BULK_ACTIONS })
  action: BulkAction;
  /** @example 17 */
  agentId: number;
  success: boolean;
  /** As it is now; null when it was removed, or nothing was done. */
  @ApiProperty({ type: TeamMemberDto, nullable: true })
  member: TeamMemberDto | null;
  /** Why nothing was done; null when it was. */
  @ApiProperty({ type: BulkErrorDto, nullable: true })
  error: BulkErrorDto | null;
}

export class BulkResultDto {
  /** @example 3 */
  total: number;
  /** @example 2 */
  successful: number;
  /** @example 1 */
  failed: number;
  /** One for each operation, in the order that was sent. */
  @ApiProperty({ type: [BulkOutcomeDto] })
  results: readonly BulkOutcomeDto[];
}
