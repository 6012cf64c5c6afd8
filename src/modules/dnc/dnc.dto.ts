import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { DropsUnknownFields } from '../../platform/http/validation.pipe.js';
import { PageLimit, PageNumber } from '../agents/fields.decorator.js';
import { DNC_SOURCES, type DncEntry, type DncSource } from './dnc.schema.js';

@DropsUnknownFields()
export class AddDncDto {
  /** E.164. @example +919812345678 */
  @IsString()
  @MaxLength(40)
  phoneNumber: string;

  /** @example "asked not to be called" */
  @IsOptional()
  @IsString()
  @MaxLength(500)
  @ApiPropertyOptional({ type: String, nullable: true })
  reason?: string | null;
}

export class ListDncQuery {
  /** Only this number. @example +919812345678 */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  phoneNumber?: string;

  /** @example 1 */
  @PageNumber()
  page?: number;

  /** At most 100. @example 20 */
  @PageLimit()
  limit?: number;
}

export class RemoveDncQuery {
  /** E.164. @example +919812345678 */
  @IsString()
  @MaxLength(40)
  phoneNumber: string;
}

/** A number that is never called. */
export class DncDto {
  /** @example +919812345678 */
  phoneNumber: string;
  /** @example "asked not to be called" */
  reason: string | null;
  /** `provider`: the telephone company refused to dial it. */
  @ApiProperty({ enum: DNC_SOURCES })
  source: DncSource;
  /** The agent who listed it; null: nobody did. @example 17 */
  addedBy: number | null;
  createdAt: Date;
}

export class DncLineErrorDto {
  /** Of the file, from 1. @example 4 */
  line: number;
  /** @example INVALID_PHONE_NUMBER */
  code: string;
  /** @example "is too short for its country" */
  message: string;
}

export class DncImportDto {
  /** @example 1000 */
  total: number;
  /** Newly listed. @example 990 */
  added: number;
  /** Listed before, or twice in the file. @example 9 */
  known: number;
  /** @example 1 */
  failed: number;
  /** The first 1000 bad lines. */
  errors: DncLineErrorDto[];
}

export function toDncDto({ phoneNumber, reason, source, addedBy, createdAt }: DncEntry): DncDto {
  return { phoneNumber, reason, source, addedBy, createdAt };
}
