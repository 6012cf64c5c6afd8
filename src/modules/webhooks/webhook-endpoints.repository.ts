import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { TenantId, WebhookId } from '../../common/ids.js';
import { insert } from '../../platform/mongo/documents.js';
import { SYSTEM } from '../../platform/mongo/tenant.plugin.js';
import type { WebhookEndpoint } from './webhooks.types.js';

export type EndpointChange = Partial<
  Pick<
    WebhookEndpoint,
    'url' | 'description' | 'events' | 'isActive' | 'disabledReason' | 'secrets' | 'fedUpTo'
  >
>;

/** Every query of the collection `webhook_endpoints`. */
@Injectable()
export class WebhookEndpointsRepository {
  constructor(@InjectModel('WebhookEndpoint') private readonly endpoints: Model<WebhookEndpoint>) {}

  async insert(session: ClientSession, endpoint: WebhookEndpoint): Promise<void> {
    await insert(this.endpoints, [endpoint], session);
  }

  async find(
    clientId: TenantId,
    id: WebhookId,
    session?: ClientSession,
  ): Promise<WebhookEndpoint | null> {
    return await this.endpoints
      .findOne({ _id: id, clientId })
      .session(session ?? null)
      .lean<WebhookEndpoint>();
  }

  async list(clientId: TenantId): Promise<WebhookEndpoint[]> {
    return await this.endpoints.find({ clientId }).sort({ createdAt: 1 }).lean<WebhookEndpoint[]>();
  }

  async count(session: ClientSession, clientId: TenantId): Promise<number> {
    return await this.endpoints.countDocuments({ clientId }).session(session);
  }

  /** A change of what was read; null when somebody was faster. */
  async update(
    session: ClientSession,
    { _id, clientId, version }: WebhookEndpoint,
    change: EndpointChange,
    updatedAt: Date,
  ): Promise<WebhookEndpoint | null> {
    return await this.endpoints
      .findOneAndUpdate(
        { _id, clientId, version },
        { $set: { ...change, updatedAt }, $inc: { version: 1 } },
        { session, returnDocument: 'after' },
      )
      .lean<WebhookEndpoint>();
  }

  /** Notes up to which event the deliveries were made; false when another node was faster. */
  async feed(
    session: ClientSession,
    { _id, clientId, fedUpTo: before }: WebhookEndpoint,
    fedUpTo: number,
  ): Promise<boolean> {
    const { matchedCount } = await this.endpoints.updateOne(
      { _id, clientId, isActive: true, fedUpTo: before },
      { $set: { fedUpTo } },
      { session },
    );
    return matchedCount === 1;
  }

  async delete(session: ClientSession, { _id, clientId }: WebhookEndpoint): Promise<void> {
    await this.endpoints.deleteOne({ _id, clientId }, { session });
  }

  /** Those that hear of events, over all tenants. */
  async listActive(): Promise<Pick<WebhookEndpoint, '_id' | 'clientId' | 'events' | 'fedUpTo'>[]> {
    return await this.endpoints
      .find({ isActive: true })
      .select({ clientId: 1, events: 1, fedUpTo: 1 })
      .setOptions(SYSTEM)
      .lean<WebhookEndpoint[]>();
  }
}
