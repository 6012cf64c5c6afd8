import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { CommonErrors, type FieldProblem } from '../../common/errors.js';
import { asChannelId, Ids, type TenantId } from '../../common/ids.js';
import { DAY } from '../../common/time.js';
import { Config } from '../../config/config.js';
import { EventStore } from '../../platform/events/event-store.js';
import { isDuplicateKey } from '../../platform/mongo/documents.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { mustMatch } from '../../platform/http/if-match.js';
import { TeamsService } from '../teams/teams.service.js';
import type { ChannelDocument, SealedCredential, WebhookToken } from './channel.schema.js';
import type { ChannelType, VoiceConfig } from './channel.types.js';
import type { ChannelDto, ChannelWithTokenDto, VoiceSetupDto } from './channel-answers.dto.js';
import type { ChangedChannelDto, NewChannelDto, VoiceConfigDto } from './channels.dto.js';
import { ChannelErrors } from './channels.errors.js';
import { channelEvent, type ChannelEventType } from './channels.events.js';
import { ChannelsRepository } from './channels.repository.js';
import { ChannelsService, hashToken, type SecretField } from './channels.service.js';
import { voiceSetup } from './voice-setup.domain.js';
import { isMasked, maskSecret, teamsOf, voiceConfigOf } from './voice.domain.js';

const TOKEN_BYTES = 32;
/** An old webhook address goes on for so long, by the deployment's clock. */
const OLD_TOKEN_MS = DAY;
const MAX_TOKENS = 10;

type Change = Parameters<ChannelsRepository['update']>[2];
type Decide = (before: ChannelDocument, session: ClientSession) => Promise<Change> | Change;

/** What an administrator does with channels. */
@Injectable()
export class ChannelAdminService {
  constructor(
    private readonly repository: ChannelsRepository,
    private readonly channels: ChannelsService,
    private readonly teams: TeamsService,
    private readonly events: EventStore,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly config: Config,
  ) {}

  async list(clientId: TenantId): Promise<ChannelDto[]> {
    return (await this.repository.list(clientId)).map(shown);
  }

  /** @throws ChannelErrors.CHANNEL_NOT_FOUND */
  async get(clientId: TenantId, type: ChannelType): Promise<ChannelWithTokenDto> {
    return this.withToken(await this.find(clientId, type));
  }

  /** @throws ChannelErrors.CHANNEL_EXISTS, CommonErrors.VALIDATION_ERROR */
  async create(clientId: TenantId, given: NewChannelDto): Promise<ChannelWithTokenDto> {
    const now = this.clock.date();
    const { apiKey, apiToken } = given.credentials;
    const channel: ChannelDocument = {
      _id: asChannelId(this.ids.next()),
      clientId,
      type: given.type,
      name: given.name,
      isActive: given.isActive ?? true,
      config: voiceConfig(given.config),
      credentials: {
        apiKey: this.credential(clientId, 'apiKey', apiKey),
        apiToken: this.credential(clientId, 'apiToken', apiToken),
      },
      tokens: [this.newToken(clientId, now)],
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    try {
      await this.transactions.run(async (session) => {
        await this.checkTeams(session, clientId, channel.config);
        await this.repository.insert(session, channel);
        await this.events.append(session, [channelEvent('channel.created', channel)]);
      });
    } catch (error) {
      if (isDuplicateKey(error)) throw ChannelErrors.CHANNEL_EXISTS();
      throw error;
    }
    this.channels.forget();
    return this.withToken(channel);
  }

  /** @throws ChannelErrors.CHANNEL_NOT_FOUND, CommonErrors.VALIDATION_ERROR, VERSION_CONFLICT */
  async update(
    clientId: TenantId,
    type: ChannelType,
    given: ChangedChannelDto,
    ifVersion: number | null,
  ): Promise<ChannelWithTokenDto> {
    const config = given.config && voiceConfig(given.config);
    const decide: Decide = async ({ credentials, version }, session) => {
      mustMatch(ifVersion, version);
      if (config) await this.checkTeams(session, clientId, config);
      const { apiKey, apiToken } = given.credentials ?? {};
      return {
        ...(given.name !== undefined && { name: given.name }),
        ...(given.isActive !== undefined && { isActive: given.isActive }),
        ...(config && { config }),
        credentials: {
          apiKey: this.credential(clientId, 'apiKey', apiKey, credentials.apiKey),
          apiToken: this.credential(clientId, 'apiToken', apiToken, credentials.apiToken),
        },
      };
    };
    return this.withToken(await this.change(clientId, type, 'channel.updated', decide));
  }

  /** @throws ChannelErrors.CHANNEL_NOT_FOUND */
  async setStatus(
    clientId: TenantId,
    type: ChannelType,
    isActive: boolean,
  ): Promise<ChannelWithTokenDto> {
    const changed = await this.change(clientId, type, 'channel.updated', () => ({ isActive }));
    return this.withToken(changed);
  }

  /** @throws ChannelErrors.CHANNEL_NOT_FOUND */
  async rotateToken(clientId: TenantId, type: ChannelType): Promise<ChannelWithTokenDto> {
    const now = this.clock.date();
    const fresh = this.newToken(clientId, now);
    const oldUntil = new Date(now.getTime() + OLD_TOKEN_MS);
    const changed = await this.change(clientId, type, 'channel.token_rotated', ({ tokens }) => {
      const old = tokens
        .map((token) => ({ ...token, expiresAt: token.expiresAt ?? oldUntil }))
        .filter((token) => token.expiresAt > now)
        .slice(-(MAX_TOKENS - 1));
      return { tokens: [...old, fresh] };
    });
    return this.withToken(changed);
  }

  /** @throws ChannelErrors.CHANNEL_NOT_FOUND */
  async setup(clientId: TenantId): Promise<VoiceSetupDto> {
    const { webhookBaseUrl } = await this.get(clientId, 'voice');
    return { webhookBaseUrl, steps: voiceSetup(webhookBaseUrl) };
  }

  private async find(clientId: TenantId, type: ChannelType, session?: ClientSession) {
    const channel = await this.repository.find(clientId, type, session);
    if (!channel) throw ChannelErrors.CHANNEL_NOT_FOUND();
    return channel;
  }

  private async change(
    clientId: TenantId,
    type: ChannelType,
    event: ChannelEventType,
    decide: Decide,
  ): Promise<ChannelDocument> {
    const changed = await this.transactions.run(async (session) => {
      const before = await this.find(clientId, type, session);
      const change = await decide(before, session);
      const after = await this.repository.update(session, before, change, this.clock.date());
      if (!after) throw CommonErrors.VERSION_CONFLICT();
      await this.events.append(session, [channelEvent(event, after)]);
      return after;
    });
    this.channels.forget();
    return changed;
  }

  private async checkTeams(
    session: ClientSession,
    clientId: TenantId,
    config: VoiceConfig,
  ): Promise<void> {
    const teams = teamsOf(config);
    const details: FieldProblem[] = [];
    for (const [team, field] of teams) {
      const isKnown = await this.teams.exists(session, clientId, team);
      if (!isKnown) details.push({ field, message: 'is not a team of the company' });
    }
    if (details.length > 0) throw CommonErrors.VALIDATION_ERROR({ details });
  }

  private newToken(clientId: TenantId, createdAt: Date): WebhookToken {
    const token = this.ids.secret(TOKEN_BYTES);
    const sealed = this.channels.seal(clientId, 'webhookToken', token);
    return { hash: hashToken(token), sealed, createdAt, expiresAt: null };
  }

  /** The secret sealed; the one there is when nothing, or its own mask, was sent. */
  private credential(
    clientId: TenantId,
    field: SecretField,
    given: string | undefined,
    before?: SealedCredential,
  ): SealedCredential {
    if (before && (given === undefined || given === before.mask)) return before;
    if (given === undefined || isMasked(given)) {
      const details = [{ field: `credentials.${field}`, message: 'must be the secret itself' }];
      throw CommonErrors.VALIDATION_ERROR({ details });
    }
    return { sealed: this.channels.seal(clientId, field, given), mask: maskSecret(given) };
  }

  private withToken(channel: ChannelDocument): ChannelWithTokenDto {
    const present = channel.tokens.find((token) => token.expiresAt === null);
    if (!present) throw new Error(`channel ${channel._id} has no present token`);
    const webhookToken = this.channels.open(channel.clientId, 'webhookToken', present.sealed);
    const now = this.clock.now();
    const old = channel.tokens.flatMap(({ expiresAt }) =>
      expiresAt && expiresAt.getTime() > now ? [expiresAt.getTime()] : [],
    );
    return {
      ...shown(channel),
      webhookToken,
      webhookBaseUrl: `${this.config.http.publicUrl}/webhooks/exotel/${webhookToken}`,
      oldTokenUntil: old.length === 0 ? null : new Date(Math.max(...old)),
    };
  }
}

function shown(channel: ChannelDocument) {
  const { _id: id, type, name, isActive, config, credentials, version } = channel;
  const { apiKey, apiToken } = credentials;
  return {
    id,
    type,
    name,
    isActive,
    config,
    credentials: { apiKey: apiKey.mask, apiToken: apiToken.mask },
    version,
    createdAt: channel.createdAt,
    updatedAt: channel.updatedAt,
  };
}

function voiceConfig(given: VoiceConfigDto): VoiceConfig {
  const result = voiceConfigOf(given);
  if (!result.ok) throw CommonErrors.VALIDATION_ERROR({ details: result.problems });
  return result.config;
}
