import type { ChannelId, TenantId } from '../../common/ids.js';
import type { SetupStep } from './voice-setup.domain.js';

/** When was each webhook of a channel heard last? Implemented by `telephony`, bound in `app.module`. */
export abstract class WebhookSightings {
  abstract lastSeen(
    clientId: TenantId,
    channelId: ChannelId,
  ): Promise<ReadonlyMap<SetupStep['kind'], Date>>;
}
