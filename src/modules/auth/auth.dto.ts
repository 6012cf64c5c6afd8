import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength, ValidateIf } from 'class-validator';
import { PASSWORD_MAX_LENGTH } from '../../platform/crypto/passwords.js';
import { MayBeLeftOut } from '../../platform/http/validation.pipe.js';
import { AgentDto } from '../agents/agents.dto.js';
import { MayBeAbsent, NewPassword, PageLimit, PageNumber } from '../agents/fields.decorator.js';

export class LoginDto {
  /** This or `email`. @example priya_s */
  @ValidateIf((body: LoginDto) => body.username !== undefined || body.email === undefined)
  @MinLength(1)
  @MaxLength(255)
  @IsString()
  username?: string;

  /** This or `username`. @example priya@bank.example */
  @MayBeAbsent()
  @MinLength(1)
  @MaxLength(255)
  @IsString()
  email?: string;

  /** @example Mumbai2026x */
  @MinLength(1)
  @MaxLength(PASSWORD_MAX_LENGTH)
  @IsString()
  password: string;
}

export class RefreshDto {
  /** The latest one of the session. @example kJ3vQm0x7dYt2bNf8sLr5wZcA1eHgUoPiT9yXnMlKjI */
  @MinLength(1)
  @MaxLength(255)
  @IsString()
  refreshToken: string;
}

export class ChangePasswordDto {
  /** @example Mumbai2026x */
  @MinLength(1)
  @MaxLength(PASSWORD_MAX_LENGTH)
  @IsString()
  currentPassword: string;

  /** 8 to 128 characters with lower and upper case and a digit. @example Chennai2027y */
  @NewPassword()
  newPassword: string;
}

@MayBeLeftOut()
export class ResetPasswordDto {
  /** A temporary one is made where this is left out. @example Mumbai2026x */
  @MayBeAbsent()
  @NewPassword()
  @ApiPropertyOptional({ type: String })
  password?: string;
}

export class ListSessionsQuery {
  /** From 1. @example 1 */
  @PageNumber()
  page?: number;

  /** 20 by default, 100 at most. @example 20 */
  @PageLimit()
  limit?: number;
}

/** Both tokens; the refresh token is good once. */
export class SignedInDto {
  /** Send it as `Authorization: Bearer`. */
  accessToken: string;
  /** Exchange it at POST /api/auth/refresh. */
  refreshToken: string;
  /** Seconds that the access token lasts. @example 86400 */
  expiresIn: number;
  agent: AgentDto;
}

export class SessionDto {
  id: string;
  /** @example 203.0.113.7 */
  ipAddress: string;
  userAgent: string;
  startedAt: Date;
  lastActivity: Date;
  /** Is it the one that asks? */
  isCurrent: boolean;
}

export class DoneDto {
  /** @example true */
  success: boolean;
  /** @example "Signed out" */
  message: string;
}

export class PasswordResetDto extends DoneDto {
  /** The password that was made, shown this once; null where one was given. */
  @ApiProperty({ type: String, nullable: true, example: 'q7Zk2mXw0aPd9LtA' })
  temporaryPassword: string | null;

  /** When the new password ends, unless its agent has chosen another. */
  validUntil: Date;
}
