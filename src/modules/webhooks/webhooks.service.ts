import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { CommonErrors } from '../../common/errors.js';
import {
  asWebhookId,
  Ids,
  type DeliveryId,
  type TenantId,
  type WebhookId,
} from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { DAY } from '../../common/time.js';
import { SecretBox } from '../../platform/crypto/secret-box.js';
import { EventStore } from '../../platform/events/event-store.js';
import { HttpOut } from '../../platform/http-out/http-out.js';
import { OutgoingError } from '../../platform/http-out/outgoing-error.js';
import { mustMatch } from '../../platform/http/if-match.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { differencesOf } from '../settings/settings-audit.domain.js';
import { SettingsAudit } from '../settings/settings-audit.service.js';
import type { ChangedBy } from '../settings/settings-audit.types.js';
import { RETRY_FOR_MS } from './delivery.domain.js';
import { SECRET_PREFIX } from './signature.domain.js';
import { WebhookDeliverer } from './webhook-deliverer.service.js';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import { WebhookEndpointsRepository, type EndpointChange } from './webhook-endpoints.repository.js';
import { webhookBinding } from './webhook-secrets.domain.js';
import { WebhookErrors } from './webhooks.errors.js';
import { webhookEvent, type WebhookEventType } from './webhooks.events.js';
import type {
  DeliveryState,
  SigningSecret,
  WebhookDelivery,
  WebhookEndpoint,
} from './webhooks.types.js';

const MOST_OF_A_TENANT = 50;
const SECRET_BYTES = 32;
/** An old secret signs beside the new one for so long. */
const OVERLAP_MS = DAY;
const MAX_SECRETS = 5;

export interface NewWebhook {
  readonly url: string;
  readonly description?: string | null;
  readonly events?: readonly string[];
}

export interface ChangedWebhook extends Partial<NewWebhook> {
  readonly isActive?: boolean;
}

/** Which receiver, who changes it, and the version that was read, where it was said. */
export interface WebhookCommand {
  readonly clientId: TenantId;
  readonly id: WebhookId;
  readonly by: ChangedBy;
  readonly ifVersion: number | null;
}

/** A receiver with its secret: told when it is made, and never again. */
export interface WithSecret {
  readonly endpoint: WebhookEndpoint;
  readonly secret: string;
}

/** The receivers of events that a company registers. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly endpoints: WebhookEndpointsRepository,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly deliverer: WebhookDeliverer,
    private readonly events: EventStore,
    private readonly audit: SettingsAudit,
    private readonly http: HttpOut,
    private readonly box: SecretBox,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async list(clientId: TenantId): Promise<WebhookEndpoint[]> {
    return await this.endpoints.list(clientId);
  }

  /** @throws WebhookErrors.WEBHOOK_LIMIT_REACHED, CommonErrors.VALIDATION_ERROR */
  async create(clientId: TenantId, given: NewWebhook, by: ChangedBy): Promise<WithSecret> {
    await this.checkUrl(given.url);
    const now = this.clock.date();
    const id = asWebhookId(this.ids.next());
    const { secret, stored } = this.newSecret(clientId, id, now);
    const endpoint: WebhookEndpoint = {
      _id: id,
      clientId,
      url: given.url,
      description: given.description ?? null,
      events: given.events ?? ['*'],
      isActive: true,
      disabledReason: null,
      secrets: [stored],
      // What happened before is not its business.
      fedUpTo: await this.events.lastNumber(clientId),
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    await this.transactions.run(async (session) => {
      const count = await this.endpoints.count(session, clientId);
      if (count >= MOST_OF_A_TENANT) throw WebhookErrors.WEBHOOK_LIMIT_REACHED();
      await this.endpoints.insert(session, endpoint);
      await this.record(session, 'webhook.created', by, null, endpoint);
    });
    return { endpoint, secret };
  }

  /** @throws WebhookErrors.WEBHOOK_NOT_FOUND, CommonErrors.VALIDATION_ERROR, VERSION_CONFLICT */
  async update(command: WebhookCommand, given: ChangedWebhook): Promise<WebhookEndpoint> {
    if (given.url !== undefined) await this.checkUrl(given.url);
    const lastNumber = await this.events.lastNumber(command.clientId);
    const { isActive, ...rest } = given;
    return await this.change(command, 'webhook.updated', (before) => ({
      ...rest,
      ...(isActive !== undefined && { isActive, disabledReason: null }),
      // What happened while it was off is not sent.
      ...(isActive && !before.isActive && { fedUpTo: lastNumber }),
    }));
  }

  /** A new secret; the present one signs too for 24 hours more. */
  async rotateSecret(command: WebhookCommand): Promise<WithSecret> {
    const now = this.clock.date();
    const { secret, stored } = this.newSecret(command.clientId, command.id, now);
    const until = new Date(now.getTime() + OVERLAP_MS);
    const endpoint = await this.change(command, 'webhook.secret_rotated', ({ secrets }) => {
      const old = secrets
        .map((entry) => ({ ...entry, expiresAt: entry.expiresAt ?? until }))
        .filter(({ expiresAt }) => expiresAt > now)
        .slice(-(MAX_SECRETS - 1));
      return { secrets: [...old, stored] };
    });
    return { endpoint, secret };
  }

  /** Removes a receiver with its deliveries. @throws WebhookErrors.WEBHOOK_NOT_FOUND */
  async delete({ clientId, id, by, ifVersion }: WebhookCommand): Promise<void> {
    await this.transactions.run(async (session) => {
      const endpoint = await this.require(clientId, id, session);
      mustMatch(ifVersion, endpoint.version);
      await this.endpoints.delete(session, endpoint);
      await this.record(session, 'webhook.deleted', by, endpoint, null);
    });
    await this.deliveries.deleteOf(clientId, id);
  }

  /** @throws WebhookErrors.WEBHOOK_NOT_FOUND */
  async listDeliveries(
    clientId: TenantId,
    id: WebhookId,
    state: DeliveryState | undefined,
    page: PageRequest,
  ): Promise<Page<WebhookDelivery>> {
    await this.require(clientId, id);
    return await this.deliveries.list(clientId, id, state, page);
  }

  /**
   * Sends an event again, at once and for three days if need be; one that waits is tried at once.
   * It is the same message with the same id, and holds up no other.
   * @throws WebhookErrors.WEBHOOK_NOT_FOUND, DELIVERY_NOT_FOUND, WEBHOOK_DISABLED
   */
  async replay(
    clientId: TenantId,
    id: WebhookId,
    deliveryId: DeliveryId,
  ): Promise<WebhookDelivery> {
    const endpoint = await this.require(clientId, id);
    if (!endpoint.isActive) throw WebhookErrors.WEBHOOK_DISABLED();
    const delivery = await this.deliveries.find(clientId, id, deliveryId);
    if (!delivery) throw WebhookErrors.DELIVERY_NOT_FOUND();
    const now = this.clock.date();
    const isWaiting = delivery.state === 'pending';
    const again = await this.deliveries.update(delivery, {
      state: 'pending',
      nextAttemptAt: now,
      ...(!isWaiting && {
        // Later events of the call are out already: it need not go before them.
        lane: deliveryId,
        failures: 0,
        giveUpAt: new Date(now.getTime() + RETRY_FOR_MS),
        deliveredAt: null,
        parkedAt: null,
      }),
    });
    this.deliverer.wake(clientId, id);
    // An attempt ended at this very moment: that was the wish, too.
    return again ?? (await this.deliveries.find(clientId, id, deliveryId)) ?? delivery;
  }

  private async require(
    clientId: TenantId,
    id: WebhookId,
    session?: ClientSession,
  ): Promise<WebhookEndpoint> {
    const endpoint = await this.endpoints.find(clientId, id, session);
    if (!endpoint) throw WebhookErrors.WEBHOOK_NOT_FOUND();
    return endpoint;
  }

  private async change(
    { clientId, id, by, ifVersion }: WebhookCommand,
    event: WebhookEventType,
    decide: (before: WebhookEndpoint) => EndpointChange,
  ): Promise<WebhookEndpoint> {
    return await this.transactions.run(async (session) => {
      const before = await this.require(clientId, id, session);
      mustMatch(ifVersion, before.version);
      const now = this.clock.date();
      const after = await this.endpoints.update(session, before, decide(before), now);
      if (!after) throw CommonErrors.VERSION_CONFLICT();
      await this.record(session, event, by, before, after);
      return after;
    });
  }

  private async record(
    session: ClientSession,
    event: WebhookEventType,
    by: ChangedBy,
    before: WebhookEndpoint | null,
    after: WebhookEndpoint | null,
  ): Promise<void> {
    const endpoint = after ?? before;
    if (!endpoint) return;
    const agentId = 'agentId' in by.actor ? by.actor.agentId : null;
    await this.events.append(session, [webhookEvent(event, endpoint, this.clock.date(), agentId)]);
    await this.audit.record(session, {
      ...by,
      clientId: endpoint.clientId,
      section: 'webhooks',
      target: endpoint._id,
      changes: differencesOf(before && audited(before), after && audited(after)),
    });
  }

  private async checkUrl(url: string): Promise<void> {
    try {
      await this.http.check(url);
    } catch (error) {
      if (!(error instanceof OutgoingError)) throw error;
      const details = [{ field: 'url', message: error.message }];
      throw CommonErrors.VALIDATION_ERROR({ details });
    }
  }

  private newSecret(
    clientId: TenantId,
    id: WebhookId,
    createdAt: Date,
  ): { readonly secret: string; readonly stored: SigningSecret } {
    const bytes = Buffer.from(this.ids.secret(SECRET_BYTES), 'base64url');
    const secret = `${SECRET_PREFIX}${bytes.toString('base64')}`;
    const sealed = this.box.seal(secret, webhookBinding(clientId, id));
    const mask = `${SECRET_PREFIX}••••${secret.slice(-4)}`;
    return { secret, stored: { sealed, mask, createdAt, expiresAt: null } };
  }
}

/** What the audit compares; of a secret only that it is another one. */
function audited({ url, description, events, isActive, secrets }: WebhookEndpoint) {
  const present = secrets.find(({ expiresAt }) => expiresAt === null);
  return { url, description, events, isActive, secret: present?.sealed.ciphertext ?? null };
}
