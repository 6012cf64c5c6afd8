import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { ChannelsModule } from '../channels/channels.module.js';
import { ExotelAccountProbe } from './exotel/exotel-account.probe.js';
import { ExotelRest } from './exotel/exotel-rest.js';
import { ExotelClient } from './exotel/exotel.client.js';
import { ExotelWebhooksController } from './exotel/webhooks.controller.js';
import { WebhooksService } from './exotel/webhooks.service.js';
import { CallProvider } from './provider.port.js';
import { HeardWebhooks } from './heard-webhooks.js';
import { WebhookSchema } from './webhook.schema.js';
import { WebhooksRepository } from './webhooks.repository.js';

/** The telephone company's REST API. */
@Module({
  imports: [ChannelsModule],
  providers: [ExotelRest, ExotelAccountProbe, { provide: CallProvider, useClass: ExotelClient }],
  exports: [CallProvider, ExotelAccountProbe],
})
export class ProviderModule {}

/** The other side of the wire: webhooks in. Needs `CallFlow`, which `app.module` binds. */
@Module({
  imports: [tenantModels({ ProviderWebhook: WebhookSchema }), ChannelsModule],
  controllers: [ExotelWebhooksController],
  providers: [WebhooksService, WebhooksRepository, HeardWebhooks],
  exports: [HeardWebhooks],
})
export class TelephonyModule {}
