import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsEmail,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import {
  EXOTEL_HOSTS,
  MAIL_SECURITIES,
  type ExotelHost,
  type MailSecurity,
} from './channel.types.js';

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

class VoiceExotelDto extends ExotelDto {
  /** The flow that customers are led to whom a power campaign dials. @example "12345" */
  @IsOptional()
  @IsString()
  @Matches(/^\w{1,32}$/, { message: 'appId must be the id of a flow' })
  @ApiPropertyOptional({ type: String, nullable: true })
  appId?: string | null;
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
  @Type(() => VoiceExotelDto)
  exotel: VoiceExotelDto;
}

export class SmsConfigDto {
  @IsObject()
  @ValidateNested()
  @Type(() => ExotelDto)
  exotel: ExotelDto;

  /** An ExoPhone of the account, or a header registered with DLT. @example ACMEBK */
  @IsString()
  @Length(3, 40)
  sender: string;

  /** The company's id in India's DLT register; Indian numbers get no SMS without it. @example 1101234560000012345 */
  @IsOptional()
  @Matches(/^\d{1,32}$/, { message: 'dltEntityId must be a number of DLT' })
  dltEntityId?: string | null;
}

export class WhatsappConfigDto {
  @IsObject()
  @ValidateNested()
  @Type(() => ExotelDto)
  exotel: ExotelDto;

  /** The business number that Exotel connected to WhatsApp. @example +918047100001 */
  @IsString()
  @Length(3, 40)
  number: string;
}

export class EmailConfigDto {
  /** Name of the SMTP server. @example smtp.example.com */
  @IsString()
  @Length(1, 253)
  host: string;

  /** 465 with `tls`, 587 with `starttls`. @example 587 */
  @IsInt()
  @Min(1)
  @Max(65_535)
  port: number;

  /** `none` is refused in production: the password would be readable on the way. */
  @ApiProperty({ enum: MAIL_SECURITIES, example: 'starttls' })
  @IsIn(MAIL_SECURITIES)
  security: MailSecurity;

  /** The address that mails come from. @example service@example.com */
  @MaxLength(255)
  @IsEmail()
  from: string;
}

export class WebchatConfigDto {
  /** The sites whose pages may open a chat. @example ["https://www.example.com"] */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(8, 255, { each: true })
  origins: string[];

  /** What a visitor reads first. @example How can we help? */
  @IsOptional()
  @IsString()
  @MaxLength(500)
  greeting?: string | null;

  /** The team or the sector that answers. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => TargetDto)
  default?: TargetDto | null;
}
