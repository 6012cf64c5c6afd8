import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { asChannelId, type ChannelId, type TenantId } from '../../common/ids.js';
import { Config } from '../../config/config.js';
import type { ChannelDocument } from './channel.schema.js';
import { CHANNEL_TYPES, type ChannelType } from './channel.types.js';
import type { ChannelDto, ChannelStateDto, ChannelWithTokenDto } from './channel-answers.dto.js';
import { ChannelErrors } from './channels.errors.js';
import { ChannelsRepository } from './channels.repository.js';
import { ChannelsService } from './channels.service.js';

/** Where each type's webhooks come in; a type that is not here has none yet. */
const WEBHOOK_PATHS: Partial<Readonly<Record<ChannelType, string>>> = { voice: 'webhooks/exotel' };

/** Channels as an administrator sees them: secrets by their last four characters. */
@Injectable()
export class ChannelReads {
  constructor(
    private readonly repository: ChannelsRepository,
    private readonly channels: ChannelsService,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  async list(clientId: TenantId): Promise<ChannelDto[]> {
    return (await this.repository.list(clientId)).map(shown);
  }

  /** Every type with its state, in a fixed order. */
  async states(clientId: TenantId): Promise<ChannelStateDto[]> {
    const channels = await this.repository.list(clientId);
    return CHANNEL_TYPES.map((type) => {
      const channel = channels.find((entry) => entry.type === type);
      return {
        type,
        isConfigured: channel !== undefined,
        isActive: channel?.isActive ?? false,
        name: channel?.name ?? null,
        lastTestedAt: channel?.lastTestedAt ?? null,
        lastTestResult: channel?.lastTestResult ?? null,
      };
    });
  }

  /** @throws ChannelErrors.CHANNEL_NOT_FOUND */
  async get(clientId: TenantId, type: ChannelType): Promise<ChannelWithTokenDto> {
    const channel = await this.repository.find(clientId, type);
    if (!channel) throw ChannelErrors.CHANNEL_NOT_FOUND();
    return this.withToken(channel);
  }

  /** The telephone channel with its address. @throws ChannelErrors.CHANNEL_NOT_FOUND */
  async getVoice(
    clientId: TenantId,
  ): Promise<{ readonly id: ChannelId; readonly webhookBaseUrl: string }> {
    const { id, webhookBaseUrl } = await this.get(clientId, 'voice');
    if (webhookBaseUrl === null) throw new Error('a telephone channel has webhooks');
    return { id: asChannelId(id), webhookBaseUrl };
  }

  /** @throws SealError */
  withToken(channel: ChannelDocument): ChannelWithTokenDto {
    const present = channel.tokens.find((token) => token.expiresAt === null);
    if (!present) throw new Error(`channel ${channel._id} has no present token`);
    const { clientId, type } = channel;
    const webhookToken = this.channels.open(clientId, type, 'webhookToken', present.sealed);
    const now = this.clock.now();
    const old = channel.tokens.flatMap(({ expiresAt }) =>
      expiresAt && expiresAt.getTime() > now ? [expiresAt.getTime()] : [],
    );
    const path = WEBHOOK_PATHS[type];
    return {
      ...shown(channel),
      webhookToken,
      webhookBaseUrl: path ? `${this.config.http.publicUrl}/${path}/${webhookToken}` : null,
      oldTokenUntil: old.length === 0 ? null : new Date(Math.max(...old)),
    };
  }
}

function shown(channel: ChannelDocument): ChannelDto {
  const { _id: id, type, name, isActive, config, version, createdAt, updatedAt } = channel;
  return {
    id,
    type,
    name,
    isActive,
    config,
    credentials: Object.fromEntries(
      Object.entries(channel.credentials).map(([field, { mask }]) => [field, mask]),
    ),
    lastTestedAt: channel.lastTestedAt ?? null,
    lastTestResult: channel.lastTestResult ?? null,
    version,
    createdAt,
    updatedAt,
  };
}
