import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { DeliveryId, TenantId, WebhookId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { insert, pageOf } from '../../platform/mongo/documents.js';
import { SYSTEM } from '../../platform/mongo/tenant.plugin.js';
import type { DeliveryState, WebhookDelivery } from './webhooks.types.js';

export type DeliveryChange = Partial<
  Pick<
    WebhookDelivery,
    | 'lane'
    | 'state'
    | 'failures'
    | 'attempts'
    | 'nextAttemptAt'
    | 'giveUpAt'
    | 'deliveredAt'
    | 'parkedAt'
  >
>;

/** Every query of the collection `webhook_deliveries`. */
@Injectable()
export class WebhookDeliveriesRepository {
  constructor(
    @InjectModel('WebhookDelivery') private readonly deliveries: Model<WebhookDelivery>,
  ) {}

  async insert(session: ClientSession, deliveries: readonly WebhookDelivery[]): Promise<void> {
    await insert(this.deliveries, deliveries, session);
  }

  /** What is to be sent to a receiver, by the events' numbers, oldest first. */
  async listPending(
    clientId: TenantId,
    webhookId: WebhookId,
    limit: number,
  ): Promise<WebhookDelivery[]> {
    return await this.deliveries
      .find({ clientId, webhookId, state: 'pending' })
      .sort({ seq: 1 })
      .limit(limit)
      .lean<WebhookDelivery[]>();
  }

  async find(
    clientId: TenantId,
    webhookId: WebhookId,
    id: DeliveryId,
  ): Promise<WebhookDelivery | null> {
    return await this.deliveries.findOne({ _id: id, clientId, webhookId }).lean<WebhookDelivery>();
  }

  async list(
    clientId: TenantId,
    webhookId: WebhookId,
    state: DeliveryState | undefined,
    page: PageRequest,
  ): Promise<Page<WebhookDelivery>> {
    const query = { clientId, webhookId, ...(state && { state }) };
    return await pageOf(this.deliveries, query, { seq: -1 }, page);
  }

  /** A change of what was read; null when somebody was faster. */
  async update(
    { _id, clientId, version }: WebhookDelivery,
    change: DeliveryChange,
  ): Promise<WebhookDelivery | null> {
    return await this.deliveries
      .findOneAndUpdate(
        { _id, clientId, version },
        { $set: change, $inc: { version: 1 } },
        { returnDocument: 'after' },
      )
      .lean<WebhookDelivery>();
  }

  async deleteOf(clientId: TenantId, webhookId: WebhookId): Promise<void> {
    await this.deliveries.deleteMany({ clientId, webhookId });
  }

  /** Receivers with something due, over all tenants. */
  async receiversWithDue(
    now: Date,
  ): Promise<readonly { readonly webhookId: WebhookId; readonly clientId: TenantId }[]> {
    const groups = await this.deliveries
      .aggregate<{ _id: { webhookId: WebhookId; clientId: TenantId } }>([
        { $match: { state: 'pending', nextAttemptAt: { $lte: now } } },
        { $group: { _id: { webhookId: '$webhookId', clientId: '$clientId' } } },
      ])
      .option(SYSTEM);
    return groups.map(({ _id }) => _id);
  }
}
