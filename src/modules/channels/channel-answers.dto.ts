import { ApiProperty } from '@nestjs/swagger';
import { CHANNEL_TYPES, type ChannelType } from './channel.types.js';
import { VoiceConfigDto } from './channels.dto.js';

export class ShownCredentialsDto {
  /** @example ••••cdef */
  apiKey: string;
  /** @example ••••3210 */
  apiToken: string;
}

export class ChannelDto {
  /** @example 0199d2a0-7c1e-7000-8000-000000000002 */
  id: string;
  @ApiProperty({ enum: CHANNEL_TYPES })
  type: ChannelType;
  /** @example "Bank hotline" */
  name: string;
  isActive: boolean;
  /** Numbers are written as E.164. */
  @ApiProperty({ type: VoiceConfigDto })
  config: unknown;
  /** Never more than the last four characters. */
  credentials: ShownCredentialsDto;
  /** Send it back as `If-Match`. @example 1 */
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export class ChannelWithTokenDto extends ChannelDto {
  /** The secret part of the webhook addresses. */
  webhookToken: string;
  /** What every webhook address begins with. @example https://calls.example.com/webhooks/exotel/… */
  webhookBaseUrl: string;
  /** Until when an older token works too; null: there is none. */
  @ApiProperty({ type: Date, nullable: true })
  oldTokenUntil: Date | null;
}

export class SetupStepDto {
  /** What of ours is asked. @example connect */
  kind: string;
  /** Exotel's name of the applet or the setting. @example Connect */
  applet: string;
  /** @example GET */
  method: string;
  /** To be copied as it is. */
  url: string;
  /** What to enter, and what comes after it. */
  enter: string;
}

export class VoiceSetupDto {
  webhookBaseUrl: string;
  /** In the order of the flow. */
  @ApiProperty({ type: [SetupStepDto] })
  steps: readonly SetupStepDto[];
}
