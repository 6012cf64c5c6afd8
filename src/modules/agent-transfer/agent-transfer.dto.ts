import { ApiProperty, ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString, MaxLength } from 'class-validator';
import { CreateAgentDto } from '../agents/agents.dto.js';
import { NewPassword, QueryFlag } from '../agents/fields.decorator.js';

export class ImportQuery {
  /** `false`: no e-mail to the new agents. */
  @QueryFlag()
  @ApiPropertyOptional({ type: Boolean, default: true })
  notify?: boolean;
}

/** One line of a file: what a new agent needs, and what it may bring with it. */
export class ImportRowDto extends PickType(CreateAgentDto, [
  'username',
  'email',
  'fullName',
  'role',
  'department',
  'phone',
  'avatar',
  'kind',
  'maxConcurrentCalls',
  'externalId',
] as const) {
  /** Its id in the other system. @example 17 */
  @IsOptional()
  @MaxLength(100)
  @IsString()
  id?: string;

  /** May it sign in? @example true */
  @IsOptional()
  @IsBoolean()
  isActive?: boolean;

  /** For the first sign-in only. @example Mumbai2026x */
  @IsOptional()
  @NewPassword()
  password?: string;
}

export class ImportLineDto {
  /** Of the file; the first line names the columns. @example 2 */
  line: number;
  @ApiProperty({ enum: ['created', 'failed'] })
  status: 'created' | 'failed';
  @ApiPropertyOptional({ example: 17 })
  id?: number;
  @ApiPropertyOptional({ type: String, nullable: true, example: 'priya_s' })
  username?: string | null;
  /** Is an e-mail on its way? */
  notified?: boolean;
  /** Why no agent was made of it. @example USERNAME_TAKEN */
  code?: string;
  /** @example This username is taken */
  message?: string;
}

/** Sent line by line while the file is worked through; the counts come last. */
export class ImportReportDto {
  @ApiProperty({ type: [ImportLineDto] })
  lines: ImportLineDto[];
  /** @example 120 */
  created: number;
  /** @example 3 */
  failed: number;
  /** New agents that an e-mail is on its way to. @example 120 */
  notified: number;
  /** What to know beside: columns that are not read, e-mails that are not sent. */
  notices: string[];
  /** false: it stopped before the end of the file; `error` says why. @example true */
  complete: boolean;
}
