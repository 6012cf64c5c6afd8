import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { SettingsModule } from '../settings/settings.module.js';
import { WebhookDeliverer } from './webhook-deliverer.service.js';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import { WebhookDeliverySchema } from './webhook-delivery.schema.js';
import { WebhookEndpointSchema } from './webhook-endpoint.schema.js';
import { WebhookEndpointsRepository } from './webhook-endpoints.repository.js';
import { WebhookFeed } from './webhook-feed.service.js';
import { WebhookSender } from './webhook-sender.service.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

/** Events on their way to the addresses that companies register. */
@Module({
  imports: [
    tenantModels({
      WebhookEndpoint: WebhookEndpointSchema,
      WebhookDelivery: WebhookDeliverySchema,
    }),
    SettingsModule,
  ],
  controllers: [WebhooksController],
  providers: [
    WebhookEndpointsRepository,
    WebhookDeliveriesRepository,
    WebhookFeed,
    WebhookSender,
    WebhookDeliverer,
    WebhooksService,
  ],
})
export class WebhooksModule {}
