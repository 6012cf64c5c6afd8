import { Injectable } from '@nestjs/common';
import type { ChannelId, TenantId } from '../../common/ids.js';
import { WebhookSightings } from '../channel-setup/webhook-sightings.port.js';
import type { SetupStep } from '../channel-setup/voice-setup.domain.js';
import type { WebhookKind } from './webhook.schema.js';
import { WebhooksRepository } from './webhooks.repository.js';

/** Which webhook each step of the setup is, and the word (`?at=`) that tells it from others. */
const STEPS: Readonly<Record<SetupStep['kind'], readonly [WebhookKind, string | null]>> = {
  wait: ['passthru', 'wait'],
  hold: ['hold', null],
  gather: ['gather', null],
  connect: ['connect', null],
  stream: ['stream', null],
  popup: ['popup', null],
  end: ['passthru', null],
  status: ['status', null],
};

/** Tells `channel-setup` when Exotel called each address last. */
@Injectable()
export class HeardWebhooks extends WebhookSightings {
  constructor(private readonly inbox: WebhooksRepository) {
    super();
  }

  async lastSeen(
    clientId: TenantId,
    channelId: ChannelId,
  ): Promise<ReadonlyMap<SetupStep['kind'], Date>> {
    const steps = Object.keys(STEPS) as SetupStep['kind'][];
    const seen = await Promise.all(
      steps.map(async (step): Promise<[SetupStep['kind'], Date] | null> => {
        const at = await this.inbox.lastAt(clientId, channelId, ...STEPS[step]);
        return at && [step, at];
      }),
    );
    return new Map(seen.filter((entry) => entry !== null));
  }
}
