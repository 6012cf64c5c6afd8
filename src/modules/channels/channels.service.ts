import { createHash } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { TenantId } from '../../common/ids.js';
import { SecretBox, type Sealed } from '../../platform/crypto/secret-box.js';
import { ChangeFeeds } from '../../platform/mongo/change-feed.js';
import type { ChannelDocument } from './channel.schema.js';
import type { VoiceChannel, VoiceCredentials } from './channel.types.js';
import { ChannelErrors } from './channels.errors.js';
import { ChannelsRepository } from './channels.repository.js';

/** What is sealed of a channel; the name is bound in. */
export type SecretField = 'apiKey' | 'apiToken' | 'webhookToken';

interface KnownToken {
  readonly channel: VoiceChannel;
  readonly expiresAtMs: number | null;
}

/** The hash by which a webhook token is found. */
export const hashToken = (token: string): string =>
  createHash('sha256').update(token).digest('hex');

/** The channels as other modules use them: kept in memory, dropped at once when one changes. */
@Injectable()
export class ChannelsService implements OnApplicationBootstrap {
  private readonly byHash = new Map<string, Promise<KnownToken | null>>();
  private readonly byTenant = new Map<TenantId, Promise<VoiceChannel | null>>();

  constructor(
    private readonly repository: ChannelsRepository,
    private readonly feeds: ChangeFeeds,
    private readonly secrets: SecretBox,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.feeds.follow({
      name: 'channels',
      collections: ['channels'],
      onReset: () => Promise.resolve(this.forget()),
      onChange: () => this.forget(),
    });
  }

  /**
   * The channel that a webhook's token names, on or off; null for a token that is wrong or too old.
   * The token is looked up by its hash, so how long that takes tells nothing of any token.
   */
  async byToken(token: string): Promise<VoiceChannel | null> {
    const hash = hashToken(token);
    const known = await remember(this.byHash, hash, () => this.loadToken(hash));
    if (!known) return null;
    const isOver = known.expiresAtMs !== null && known.expiresAtMs <= this.clock.now();
    return isOver ? null : known.channel;
  }

  /** The tenant's telephone channel, on or off. */
  async voiceOf(clientId: TenantId): Promise<VoiceChannel | null> {
    return await remember(this.byTenant, clientId, async () => {
      const channel = await this.repository.find(clientId, 'voice');
      return channel && voiceChannel(channel);
    });
  }

  /** Every tenant's telephone, also one that is switched off: its calls must come to their end. */
  async allVoice(): Promise<VoiceChannel[]> {
    return (await this.repository.listAll('voice')).map(voiceChannel);
  }

  /**
   * What a request to Exotel for this channel needs, as it is now.
   * @throws ChannelErrors.CHANNEL_NOT_FOUND, SealError
   */
  async credentialsOf({ clientId }: Pick<VoiceChannel, 'clientId'>): Promise<VoiceCredentials> {
    const channel = await this.repository.find(clientId, 'voice');
    if (!channel) throw ChannelErrors.CHANNEL_NOT_FOUND();
    const { apiKey, apiToken } = channel.credentials;
    const { accountSid, subdomain } = channel.config.exotel;
    return {
      accountSid,
      apiKey: this.open(clientId, 'apiKey', apiKey.sealed),
      apiToken: this.open(clientId, 'apiToken', apiToken.sealed),
      host: subdomain,
    };
  }

  seal(clientId: TenantId, field: SecretField, plain: string): Sealed {
    return this.secrets.seal(plain, [clientId, 'voice', field]);
  }

  open(clientId: TenantId, field: SecretField, sealed: Sealed): string {
    return this.secrets.open(sealed, [clientId, 'voice', field]);
  }

  /** Drops what is in memory; the next question reads anew. */
  forget(): void {
    this.byHash.clear();
    this.byTenant.clear();
  }

  private async loadToken(hash: string): Promise<KnownToken | null> {
    const channel = await this.repository.findByTokenHash(hash);
    const token = channel?.tokens.find((entry) => entry.hash === hash);
    if (!channel || !token) return null;
    return { channel: voiceChannel(channel), expiresAtMs: token.expiresAt?.getTime() ?? null };
  }
}

function voiceChannel(channel: ChannelDocument): VoiceChannel {
  const { _id: id, clientId, isActive, config, version } = channel;
  return { id, clientId, isActive, config, version };
}

/**
 * The value in memory, or the loaded one; what is not there is not remembered, so that wrong
 * tokens cannot fill the memory. A load that a change overtook is dropped with the rest.
 */
async function remember<K, V>(
  cache: Map<K, Promise<V | null>>,
  key: K,
  load: () => Promise<V | null>,
): Promise<V | null> {
  const known = cache.get(key);
  if (known) return await known;
  const loading = load();
  cache.set(key, loading);
  const drop = () => {
    if (cache.get(key) === loading) cache.delete(key);
  };
  try {
    const value = await loading;
    if (value === null) drop();
    return value;
  } catch (error) {
    drop();
    throw error;
  }
}
