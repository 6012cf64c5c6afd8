import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { Name } from '../agents/fields.decorator.js';
import { CHANNEL_TYPES, EXOTEL_HOSTS, type ChannelType, type ExotelHost } from './channel.types.js';

const NO_SPACE = /^\S+$/;

class TargetDto {
  /** Id of a team of the company. @example 0199d2a0-7c1e-7000-8000-000000000001 */
  @IsOptional()
  @IsString()
  @Length(1, 64)
  team?: string;

  /** A sector instead of a team. @example sales */
  @IsOptional()
  @IsString()
  @Length(1, 100)
  sector?: string;
}

class NumberTargetDto extends TargetDto {
  /** The number that is called, in any usual way of writing. @example +918047100000 */
  @IsString()
  @Length(3, 40)
  number: string;

  /** What the agent should be able to do. @example ["hindi"] */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @Length(1, 64, { each: true })
  capabilities?: string[];

  /** 0 to 10; higher is served sooner. @example 5 */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(10)
  priority?: number;
}

class DigitsTargetDto extends TargetDto {
  /** What the caller types. @example 1 */
  @IsString()
  @Matches(/^[0-9*#]{1,10}$/, { message: 'digits must be 1 to 10 of 0-9, * and #' })
  digits: string;
}

class ExotelDto {
  /** The account's SID, from Exotel's API settings. @example acme1 */
  @IsString()
  @Matches(/^[A-Za-z0-9_-]{1,64}$/, { message: 'accountSid must be an account SID' })
  accountSid: string;

  /** The account's region: Singapore or Mumbai. */
  @ApiProperty({ enum: EXOTEL_HOSTS, example: 'api.in.exotel.com' })
  @IsIn(EXOTEL_HOSTS)
  subdomain: ExotelHost;
}

export class VoiceConfigDto {
  /** Each number with the team or the sector that its callers want. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => NumberTargetDto)
  numbers?: NumberTargetDto[];

  /** Likewise what callers type at a menu. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => DigitsTargetDto)
  digits?: DigitsTargetDto[];

  /** For everybody else. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => TargetDto)
  default?: TargetDto | null;

  @IsObject()
  @ValidateNested()
  @Type(() => ExotelDto)
  exotel: ExotelDto;
}

export class VoiceCredentialsDto {
  /** @example 0123456789abcdef */
  @IsString()
  @Length(1, 255)
  @Matches(NO_SPACE, { message: 'apiKey must not contain spaces' })
  apiKey: string;

  /** @example fedcba9876543210 */
  @IsString()
  @Length(1, 255)
  @Matches(NO_SPACE, { message: 'apiToken must not contain spaces' })
  apiToken: string;
}

export class ChangedCredentialsDto {
  /** As it was shown (`••••1234`): unchanged. @example ••••cdef */
  @IsOptional()
  @IsString()
  @Length(1, 255)
  @Matches(NO_SPACE, { message: 'apiKey must not contain spaces' })
  apiKey?: string;

  /** As it was shown (`••••1234`): unchanged. @example ••••3210 */
  @IsOptional()
  @IsString()
  @Length(1, 255)
  @Matches(NO_SPACE, { message: 'apiToken must not contain spaces' })
  apiToken?: string;
}

export class NewChannelDto {
  @ApiProperty({ enum: CHANNEL_TYPES })
  @IsIn(CHANNEL_TYPES)
  type: ChannelType;

  /** @example "Bank hotline" */
  @Name(1, 100)
  name: string;

  /** On by default. */
  @IsOptional()
  @IsBoolean()
  isActive?: boolean;

  @IsObject()
  @ValidateNested()
  @Type(() => VoiceConfigDto)
  config: VoiceConfigDto;

  @IsObject()
  @ValidateNested()
  @Type(() => VoiceCredentialsDto)
  credentials: VoiceCredentialsDto;
}

/** What is missing stays as it is; a configuration is replaced as a whole. */
export class ChangedChannelDto {
  /** @example "Bank hotline" */
  @IsOptional()
  @Name(1, 100)
  name?: string;

  @IsOptional()
  @IsBoolean()
  isActive?: boolean;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => VoiceConfigDto)
  config?: VoiceConfigDto;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ChangedCredentialsDto)
  credentials?: ChangedCredentialsDto;
}

export class ChannelStatusDto {
  /** Off: Exotel's questions are answered with "nobody". */
  @IsBoolean()
  isActive: boolean;
}
