import type { Type } from '@nestjs/common';
import { ApiProperty, PartialType } from '@nestjs/swagger';
import { Type as Nested } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  ValidateNested,
} from 'class-validator';
import { MayBeAbsent, Name, QueryFlag } from '../agents/fields.decorator.js';
import {
  EmailConfigDto,
  SmsConfigDto,
  VoiceConfigDto,
  WebchatConfigDto,
  WhatsappConfigDto,
} from './channel-configs.dto.js';
import type { GivenConfig } from './channel-config.domain.js';
import type { ChannelType } from './channel.types.js';

const NO_SPACE = /^\S+$/;

class ExotelCredentialsDto {
  /** From Exotel's API settings. @example 0123456789abcdef */
  @IsString()
  @Length(1, 255)
  @Matches(NO_SPACE, { message: 'apiKey must not contain spaces' })
  apiKey: string;

  /** From Exotel's API settings. @example fedcba9876543210 */
  @IsString()
  @Length(1, 255)
  @Matches(NO_SPACE, { message: 'apiToken must not contain spaces' })
  apiToken: string;
}

class EmailCredentialsDto {
  /** What the SMTP server knows the account by. @example service@example.com */
  @IsString()
  @Length(1, 255)
  username: string;

  /** @example correct-horse-battery */
  @IsString()
  @Length(1, 255)
  password: string;
}

/** A web chat has no credentials. */
class WebchatCredentialsDto {}

class NewChannelBase {
  /** @example "Bank hotline" */
  @Name(1, 100)
  name: string;

  /** On by default. */
  @IsOptional()
  @IsBoolean()
  isActive?: boolean;
}

class ChangedChannelBase {
  /** @example "Bank hotline" */
  @MayBeAbsent()
  @Name(1, 100)
  name?: string;

  @MayBeAbsent()
  @IsBoolean()
  isActive?: boolean;
}

/** Secrets as they came; which ones there are depends on the type. */
export type GivenCredentials = Readonly<Record<string, string | undefined>>;

/** A new channel of any type. */
export type NewChannel = GivenConfig & {
  readonly name: string;
  readonly isActive?: boolean;
  readonly credentials?: GivenCredentials;
};

/** What is missing stays as it is; a configuration is replaced as a whole. */
export interface ChangedChannel {
  readonly name?: string;
  readonly isActive?: boolean;
  readonly config?: GivenConfig['config'];
  readonly credentials?: GivenCredentials;
}

export interface ChannelBodies {
  readonly create: Type<NewChannel>;
  readonly change: Type<ChangedChannel>;
}

/** The bodies that make and change a channel of one type. */
function bodiesOf(type: ChannelType, config: Type, credentials: Type): ChannelBodies {
  const title = `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
  const hasSecrets = type !== 'webchat';
  class ChangedCredentials extends PartialType(credentials, { skipNullProperties: false }) {}

  class NewChannelDto extends NewChannelBase {
    @ApiProperty({ enum: [type] })
    @IsIn([type])
    type: ChannelType;

    @ApiProperty({ type: config })
    @IsObject({ message: 'config must be an object with the settings of the type' })
    @ValidateNested()
    @Nested(() => config)
    config: object;

    @ApiProperty({ type: credentials, required: hasSecrets })
    @(hasSecrets ? IsObject({ message: 'credentials are missing' }) : IsOptional())
    @ValidateNested()
    @Nested(() => credentials)
    credentials: object;
  }

  class ChangedChannelDto extends ChangedChannelBase {
    @ApiProperty({ type: config, required: false })
    @MayBeAbsent()
    @IsObject({ message: 'config must be an object with the settings of the type' })
    @ValidateNested()
    @Nested(() => config)
    config?: object;

    @ApiProperty({
      type: ChangedCredentials,
      required: false,
      description: 'A secret as it was shown (`••••1234`) is unchanged.',
    })
    @MayBeAbsent()
    @IsObject({ message: 'credentials must be an object' })
    @ValidateNested()
    @Nested(() => ChangedCredentials)
    credentials?: object;
  }

  named(ChangedCredentials, `Changed${title}CredentialsDto`);
  return {
    create: named(NewChannelDto, `New${title}ChannelDto`) as Type<NewChannel>,
    change: named(ChangedChannelDto, `Changed${title}ChannelDto`) as Type<ChangedChannel>,
  };
}

/** The name under which a class made here stands in the documents. */
function named(dto: Type, name: string): Type {
  return Object.defineProperty(dto, 'name', { value: name });
}

/** The bodies by type. */
export const CHANNEL_BODIES: Readonly<Record<ChannelType, ChannelBodies>> = {
  voice: bodiesOf('voice', VoiceConfigDto, ExotelCredentialsDto),
  sms: bodiesOf('sms', SmsConfigDto, ExotelCredentialsDto),
  whatsapp: bodiesOf('whatsapp', WhatsappConfigDto, ExotelCredentialsDto),
  email: bodiesOf('email', EmailConfigDto, EmailCredentialsDto),
  webchat: bodiesOf('webchat', WebchatConfigDto, WebchatCredentialsDto),
};

export class ChannelStatusDto {
  /** Off: Exotel's questions are answered with "nobody". */
  @IsBoolean()
  isActive: boolean;
}

export class DeleteChannelQuery {
  /** Delete it also while its calls are live. @example true */
  @QueryFlag()
  force?: boolean;
}
