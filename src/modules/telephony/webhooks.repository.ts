import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import type { ChannelId, TenantId } from '../../common/ids.js';
import { GroupInsert } from '../../platform/mongo/group-insert.js';
import type { WebhookDocument, WebhookKind } from './webhook.schema.js';

@Injectable()
export class WebhooksRepository {
  private readonly inbox: GroupInsert<WebhookDocument>;

  constructor(@InjectModel('ProviderWebhook') private readonly webhooks: Model<WebhookDocument>) {
    this.inbox = new GroupInsert(webhooks);
  }

  async insert(webhook: WebhookDocument): Promise<void> {
    await this.inbox.insert(webhook);
  }

  /** When a channel's webhook of a kind came last; null: never. @param at its own word, if any */
  async lastAt(
    clientId: TenantId,
    channelId: ChannelId,
    kind: WebhookKind,
    at: string | null,
  ): Promise<Date | null> {
    const last = await this.webhooks
      .findOne({ clientId, channelId, kind, 'fields.at': at })
      .sort({ at: -1 })
      .select({ at: 1 })
      .lean<Pick<WebhookDocument, 'at'>>();
    return last?.at ?? null;
  }
}
