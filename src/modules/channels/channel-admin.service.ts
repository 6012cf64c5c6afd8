import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { CommonErrors, type FieldProblem } from '../../common/errors.js';
import { asChannelId, Ids, type TenantId } from '../../common/ids.js';
import { DAY } from '../../common/time.js';
import { Config } from '../../config/config.js';
import { EventStore } from '../../platform/events/event-store.js';
import { mustMatch } from '../../platform/http/if-match.js';
import { isDuplicateKey } from '../../platform/mongo/documents.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { differencesOf } from '../settings/settings-audit.domain.js';
import { SettingsAudit } from '../settings/settings-audit.service.js';
import type { ChangedBy } from '../settings/settings-audit.types.js';
import { TeamsService } from '../teams/teams.service.js';
import { configOf, teamsOf, type GivenConfig } from './channel-config.domain.js';
import type { ChannelDocument, SealedCredential, WebhookToken } from './channel.schema.js';
import { CREDENTIALS, type ChannelType, type TypedConfig } from './channel.types.js';
import type { ChangedChannel, GivenCredentials, NewChannel } from './channels.dto.js';
import { ChannelErrors } from './channels.errors.js';
import { channelEvent, type ChannelEventType } from './channels.events.js';
import { ChannelsRepository, type ChannelChange } from './channels.repository.js';
import { ChannelsService, hashToken } from './channels.service.js';
import { LiveCalls } from './live-calls.port.js';
import { isMasked, maskSecret } from './mask.domain.js';

const TOKEN_BYTES = 32;
/** An old webhook address goes on for so long, by the deployment's clock. */
const OLD_TOKEN_MS = DAY;
const MAX_TOKENS = 10;
/** Other settings were tested, not these. */
const UNTESTED = { lastTestedAt: null, lastTestResult: null } as const;

type Decide = (
  before: ChannelDocument,
  session: ClientSession,
) => Promise<ChannelChange> | ChannelChange;

/** Which channel, who changes it, and the version that was read, where it was said. */
export interface ChannelCommand {
  readonly clientId: TenantId;
  readonly type: ChannelType;
  readonly by: ChangedBy;
  readonly ifVersion: number | null;
}

/** What an administrator does with channels: each change with its event and its audit entry. */
@Injectable()
export class ChannelAdminService {
  constructor(
    private readonly repository: ChannelsRepository,
    private readonly channels: ChannelsService,
    private readonly teams: TeamsService,
    private readonly liveCalls: LiveCalls,
    private readonly events: EventStore,
    private readonly audit: SettingsAudit,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly config: Config,
  ) {}

  /** @throws ChannelErrors.CHANNEL_EXISTS, CommonErrors.VALIDATION_ERROR */
  async create(clientId: TenantId, given: NewChannel, by: ChangedBy): Promise<ChannelDocument> {
    const now = this.clock.date();
    const { type } = given;
    const channel: ChannelDocument = {
      _id: asChannelId(this.ids.next()),
      clientId,
      name: given.name,
      isActive: given.isActive ?? true,
      ...this.typedConfig(given),
      credentials: this.sealed(clientId, type, given.credentials ?? {}),
      tokens: [this.newToken(clientId, type, now)],
      ...UNTESTED,
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    try {
      await this.transactions.run(async (session) => {
        await this.checkTeams(session, clientId, channel);
        await this.repository.insert(session, channel);
        await this.record(session, 'channel.created', by, null, channel);
      });
    } catch (error) {
      if (isDuplicateKey(error)) throw ChannelErrors.CHANNEL_EXISTS();
      throw error;
    }
    this.channels.forget();
    return channel;
  }

  /** @throws ChannelErrors.CHANNEL_NOT_FOUND, CommonErrors.VALIDATION_ERROR, VERSION_CONFLICT */
  async update(command: ChannelCommand, given: ChangedChannel): Promise<ChannelDocument> {
    const { clientId, type } = command;
    const typed = given.config && this.typedConfig({ type, config: given.config } as GivenConfig);
    return await this.change(command, 'channel.updated', async (before, session) => {
      if (typed) await this.checkTeams(session, clientId, typed);
      return {
        ...(given.name !== undefined && { name: given.name }),
        ...(given.isActive !== undefined && { isActive: given.isActive }),
        ...(typed && { config: typed.config }),
        ...(given.credentials && {
          credentials: this.sealed(clientId, type, given.credentials, before.credentials),
        }),
        ...((typed ?? given.credentials) && UNTESTED),
      };
    });
  }

  /** @throws ChannelErrors.CHANNEL_NOT_FOUND, CommonErrors.VERSION_CONFLICT */
  async setStatus(command: ChannelCommand, isActive: boolean): Promise<ChannelDocument> {
    return await this.change(command, 'channel.updated', () => ({ isActive }));
  }

  /** @throws ChannelErrors.CHANNEL_NOT_FOUND, CommonErrors.VERSION_CONFLICT */
  async rotateToken(command: ChannelCommand): Promise<ChannelDocument> {
    const now = this.clock.date();
    const fresh = this.newToken(command.clientId, command.type, now);
    const oldUntil = new Date(now.getTime() + OLD_TOKEN_MS);
    return await this.change(command, 'channel.token_rotated', ({ tokens }) => {
      const old = tokens
        .map((token) => ({ ...token, expiresAt: token.expiresAt ?? oldUntil }))
        .filter((token) => token.expiresAt > now)
        .slice(-(MAX_TOKENS - 1));
      return { tokens: [...old, fresh] };
    });
  }

  /**
   * Deletes a channel with its secrets; with `force` also while calls are live.
   * @throws ChannelErrors.CHANNEL_NOT_FOUND, CHANNEL_IN_USE, CommonErrors.VERSION_CONFLICT
   */
  async delete({ clientId, type, by, ifVersion }: ChannelCommand, force: boolean): Promise<void> {
    await this.transactions.run(async (session) => {
      const channel = await this.find(session, clientId, type);
      mustMatch(ifVersion, channel.version);
      const live = force ? 0 : await this.liveCalls.count(session, clientId, channel._id);
      if (live > 0) throw ChannelErrors.CHANNEL_IN_USE({ context: { live } });
      await this.repository.delete(session, channel);
      await this.record(session, 'channel.deleted', by, channel, null);
    });
    this.channels.forget();
  }

  private async find(
    session: ClientSession,
    clientId: TenantId,
    type: ChannelType,
  ): Promise<ChannelDocument> {
    const channel = await this.repository.find(clientId, type, session);
    if (!channel) throw ChannelErrors.CHANNEL_NOT_FOUND();
    return channel;
  }

  private async change(
    { clientId, type, by, ifVersion }: ChannelCommand,
    event: ChannelEventType,
    decide: Decide,
  ): Promise<ChannelDocument> {
    const changed = await this.transactions.run(async (session) => {
      const before = await this.find(session, clientId, type);
      mustMatch(ifVersion, before.version);
      const change = await decide(before, session);
      const after = await this.repository.update(session, before, change, this.clock.date());
      if (!after) throw CommonErrors.VERSION_CONFLICT();
      await this.record(session, event, by, before, after);
      return after;
    });
    this.channels.forget();
    return changed;
  }

  private async record(
    session: ClientSession,
    event: ChannelEventType,
    by: ChangedBy,
    before: ChannelDocument | null,
    after: ChannelDocument | null,
  ): Promise<void> {
    const channel = after ?? before;
    if (!channel) return;
    const agentId = 'agentId' in by.actor ? by.actor.agentId : null;
    await this.events.append(session, [channelEvent(event, channel, this.clock.date(), agentId)]);
    await this.audit.record(session, {
      ...by,
      clientId: channel.clientId,
      section: 'channels',
      target: channel.type,
      changes: differencesOf(before && audited(before), after && audited(after)),
    });
  }

  private async checkTeams(
    session: ClientSession,
    clientId: TenantId,
    config: TypedConfig,
  ): Promise<void> {
    const details: FieldProblem[] = [];
    for (const [team, field] of teamsOf(config)) {
      const isKnown = await this.teams.exists(session, clientId, team);
      if (!isKnown) details.push({ field, message: 'is not a team of the company' });
    }
    if (details.length > 0) throw CommonErrors.VALIDATION_ERROR({ details });
  }

  private newToken(clientId: TenantId, type: ChannelType, createdAt: Date): WebhookToken {
    const token = this.ids.secret(TOKEN_BYTES);
    const sealed = this.channels.seal(clientId, type, 'webhookToken', token);
    return { hash: hashToken(token), sealed, createdAt, expiresAt: null };
  }

  private typedConfig(given: GivenConfig): TypedConfig {
    const { type, config } = given;
    const result = configOf(type, config, {
      isPlainMailAllowed: !this.config.isProduction,
    });
    if (!result.ok) throw CommonErrors.VALIDATION_ERROR({ details: result.problems });
    return { type, config: result.config } as TypedConfig;
  }

  /** Every secret sealed; the one there is when nothing, or its own mask, was sent. */
  private sealed(
    clientId: TenantId,
    type: ChannelType,
    given: GivenCredentials,
    before: ChannelDocument['credentials'] = {},
  ): ChannelDocument['credentials'] {
    return Object.fromEntries(
      CREDENTIALS[type].map((name) => [
        name,
        this.credential(clientId, type, name, given[name], before[name]),
      ]),
    );
  }

  private credential(
    clientId: TenantId,
    type: ChannelType,
    name: string,
    given: string | undefined,
    before: SealedCredential | undefined,
  ): SealedCredential {
    if (before && (given === undefined || given === before.mask)) return before;
    if (given === undefined || isMasked(given)) {
      const details = [{ field: `credentials.${name}`, message: 'must be the secret itself' }];
      throw CommonErrors.VALIDATION_ERROR({ details });
    }
    return { sealed: this.channels.seal(clientId, type, name, given), mask: maskSecret(given) };
  }
}

/** What the audit compares; of secrets only that they differ, which it records as `••••`. */
function audited({ name, isActive, config, credentials, tokens }: ChannelDocument) {
  return {
    name,
    isActive,
    config,
    credentials: Object.fromEntries(
      Object.entries(credentials).map(([field, { sealed }]) => [field, sealed.ciphertext]),
    ),
    webhookToken: tokens.find((token) => token.expiresAt === null)?.hash ?? null,
  };
}
