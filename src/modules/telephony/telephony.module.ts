import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { ChannelsModule } from '../channels/channels.module.js';
import { ExotelAccountProbe } from './exotel/exotel-account.probe.js';
import { ExotelRest } from './exotel/exotel-rest.js';
import { ExotelClient } from './exotel/exotel.client.js';
import { ExotelRecordings } from './exotel/exotel-recordings.service.js';
import { ExotelOutboundService } from './exotel/exotel-outbound.service.js';
import { PlacedCallsController } from './exotel/placed-calls.controller.js';
import { StatusInbox } from './exotel/status-inbox.service.js';
import { ExotelWebhooksController } from './exotel/webhooks.controller.js';
import { WebhooksService } from './exotel/webhooks.service.js';
import { ProviderLimitsModule } from '../provider-limits/provider-limits.module.js';
import { OutboundProvider } from './outbound-provider.port.js';
import { CallProvider } from './provider.port.js';
import { Recordings } from './recordings.port.js';
import { StatusAddresses } from './status-addresses.js';
import { HeardWebhooks } from './heard-webhooks.js';
import { WebhookSchema } from './webhook.schema.js';
import { WebhooksRepository } from './webhooks.repository.js';

/** The telephone company's REST API. */
@Module({
  imports: [ChannelsModule, ProviderLimitsModule],
  providers: [
    ExotelRest,
    ExotelAccountProbe,
    StatusAddresses,
    { provide: CallProvider, useClass: ExotelClient },
    { provide: OutboundProvider, useClass: ExotelOutboundService },
    { provide: Recordings, useClass: ExotelRecordings },
  ],
  exports: [CallProvider, OutboundProvider, Recordings, StatusAddresses, ExotelAccountProbe],
})
export class ProviderModule {}

/** The other side of the wire: webhooks in. Needs `CallFlow` and `PlacedCalls`, which `app.module` binds. */
@Module({
  imports: [tenantModels({ ProviderWebhook: WebhookSchema }), ChannelsModule, ProviderModule],
  controllers: [ExotelWebhooksController, PlacedCallsController],
  providers: [WebhooksService, StatusInbox, WebhooksRepository, HeardWebhooks],
  exports: [HeardWebhooks],
})
export class TelephonyModule {}
