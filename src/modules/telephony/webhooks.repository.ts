import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { insert } from '../../platform/mongo/documents.js';
import type { WebhookDocument } from './webhook.schema.js';

@Injectable()
export class WebhooksRepository {
  constructor(@InjectModel('ProviderWebhook') private readonly webhooks: Model<WebhookDocument>) {}

  async insert(webhook: WebhookDocument): Promise<void> {
    await insert(this.webhooks, [webhook]);
  }
}
