import { createHash } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { AgentId, TenantId } from '../../common/ids.js';
import { SecretBox, type Sealed } from '../../platform/crypto/secret-box.js';
import { EventStore } from '../../platform/events/event-store.js';
import { ChangeFeeds } from '../../platform/mongo/change-feed.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import type { ChannelDocument } from './channel.schema.js';
import { channelBinding } from './channel-secrets.domain.js';
import type {
  ChannelType,
  ExotelCredentials,
  OpenChannel,
  TestResult,
  VoiceChannel,
} from './channel.types.js';
import { ChannelErrors } from './channels.errors.js';
import { channelEvent } from './channels.events.js';
import { ChannelsRepository } from './channels.repository.js';

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
    private readonly transactions: Transactions,
    private readonly events: EventStore,
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
   * The telephone channel that a webhook's token names, on or off; null for a token that is wrong or too old.
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
    const channels = await this.repository.listAll('voice');
    return channels.flatMap((channel) => voiceChannel(channel) ?? []);
  }

  /**
   * What a request to Exotel for this channel needs, as it is now.
   * @throws ChannelErrors.CHANNEL_NOT_FOUND, SealError
   */
  async credentialsOf({ clientId }: Pick<VoiceChannel, 'clientId'>): Promise<ExotelCredentials> {
    const channel = await this.opened(clientId, 'voice');
    if (channel.type !== 'voice') throw ChannelErrors.CHANNEL_NOT_FOUND();
    return exotelCredentials(channel);
  }

  /**
   * A channel with its secrets open, as it is now.
   * @throws ChannelErrors.CHANNEL_NOT_FOUND, SealError
   */
  async opened(clientId: TenantId, type: ChannelType): Promise<OpenChannel> {
    const channel = await this.repository.find(clientId, type);
    if (!channel) throw ChannelErrors.CHANNEL_NOT_FOUND();
    const credentials = Object.fromEntries(
      Object.entries(channel.credentials).map(([name, { sealed }]) => [
        name,
        this.open(clientId, type, name, sealed),
      ]),
    );
    const { _id: id, config, version } = channel;
    return { id, clientId, type, config, credentials, version } as OpenChannel;
  }

  /** Notes what came of a test, unless the settings that were tested have changed meanwhile. */
  async noteTest(channel: OpenChannel, result: TestResult, agentId: AgentId): Promise<void> {
    const at = this.clock.date();
    await this.transactions.run(async (session) => {
      const { id: _id, clientId, version } = channel;
      const tested = { _id, clientId, version };
      const noted = await this.repository.noteTest(session, tested, at, result);
      if (!noted) return;
      await this.events.append(session, [channelEvent('channel.tested', noted, at, agentId)]);
    });
  }

  seal(clientId: TenantId, type: ChannelType, field: string, plain: string): Sealed {
    return this.secrets.seal(plain, channelBinding(clientId, type, field));
  }

  /** @throws SealError */
  open(clientId: TenantId, type: ChannelType, field: string, sealed: Sealed): string {
    return this.secrets.open(sealed, channelBinding(clientId, type, field));
  }

  /** Drops what is in memory; the next question reads anew. */
  forget(): void {
    this.byHash.clear();
    this.byTenant.clear();
  }

  private async loadToken(hash: string): Promise<KnownToken | null> {
    const channel = await this.repository.findByTokenHash(hash);
    const token = channel?.tokens.find((entry) => entry.hash === hash);
    const voice = channel && voiceChannel(channel);
    if (!voice || !token) return null;
    return { channel: voice, expiresAtMs: token.expiresAt?.getTime() ?? null };
  }
}

/** The account that a channel of Exotel's belongs to, and how to sign for it. */
export function exotelCredentials(
  channel: Extract<OpenChannel, { type: 'voice' | 'sms' | 'whatsapp' }>,
): ExotelCredentials {
  const { accountSid, subdomain: host } = channel.config.exotel;
  return { accountSid, host, ...channel.credentials };
}

function voiceChannel(channel: ChannelDocument): VoiceChannel | null {
  if (channel.type !== 'voice') return null;
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
