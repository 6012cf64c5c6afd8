import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { GroupInsert } from '../../platform/mongo/group-insert.js';
import type { WebhookDocument } from './webhook.schema.js';

@Injectable()
export class WebhooksRepository {
  private readonly inbox: GroupInsert<WebhookDocument>;

  constructor(@InjectModel('ProviderWebhook') webhooks: Model<WebhookDocument>) {
    this.inbox = new GroupInsert(webhooks);
  }

  async insert(webhook: WebhookDocument): Promise<void> {
    await this.inbox.insert(webhook);
  }
}
