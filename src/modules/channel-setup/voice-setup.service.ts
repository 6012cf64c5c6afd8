import { Injectable } from '@nestjs/common';
import type { TenantId } from '../../common/ids.js';
import { ChannelReads } from '../channels/channel-reads.service.js';
import type { VoiceSetupDto } from './channel-setup.dto.js';
import { voiceSetup } from './voice-setup.domain.js';
import { WebhookSightings } from './webhook-sightings.port.js';

/** What an administrator enters at Exotel, and whether Exotel has called there yet. */
@Injectable()
export class VoiceSetup {
  constructor(
    private readonly channels: ChannelReads,
    private readonly sightings: WebhookSightings,
  ) {}

  /** @throws ChannelErrors.CHANNEL_NOT_FOUND */
  async of(clientId: TenantId): Promise<VoiceSetupDto> {
    const { id, webhookBaseUrl } = await this.channels.getVoice(clientId);
    const seen = await this.sightings.lastSeen(clientId, id);
    const steps = voiceSetup(webhookBaseUrl).map((step) => ({
      ...step,
      lastSeenAt: seen.get(step.kind) ?? null,
    }));
    return { webhookBaseUrl, steps };
  }
}
