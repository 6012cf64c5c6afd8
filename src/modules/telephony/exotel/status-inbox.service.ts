import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock.js';
import { CommonErrors } from '../../../common/errors.js';
import { Ids, type CallLogId, type TenantId } from '../../../common/ids.js';
import { Log } from '../../../platform/logging/log.js';
import { currentContext } from '../../../platform/mongo/request-context.js';
import { ChannelsService } from '../../channels/channels.service.js';
import { PlacedCalls } from '../placed-calls.port.js';
import { WebhooksRepository } from '../webhooks.repository.js';
import { placedCallNews } from './placed-call.parser.js';
import { readWebhook } from './webhook.parser.js';

/** The account of the deployment belongs to no channel. */
const NO_CHANNEL = 'deployment';

/** Takes in news of calls that we placed: stored first, then told to whoever places calls. */
@Injectable()
export class StatusInbox {
  constructor(
    private readonly channels: ChannelsService,
    private readonly webhooks: WebhooksRepository,
    private readonly placed: PlacedCalls,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: Log,
  ) {}

  /** @throws CommonErrors.UNAVAILABLE where Exotel shall send it again */
  async take(
    { clientId, callLogId }: { readonly clientId: TenantId; readonly callLogId: CallLogId },
    raw: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const context = currentContext();
    if (context) context.clientId = clientId;
    const { values, stored, problems } = readWebhook(raw);
    try {
      const channel = await this.channels.voiceOf(clientId);
      await this.webhooks.insert({
        _id: this.ids.next(),
        clientId,
        channelId: channel?.id ?? NO_CHANNEL,
        kind: 'status',
        method: 'POST',
        at: this.clock.date(),
        callSid: values.CallSid,
        fields: stored,
        problems,
      });
      const news = placedCallNews(raw);
      if (news) await this.placed.heard(clientId, callLogId, news);
    } catch (error) {
      this.log.error('news of a placed call not taken', { callLogId, error });
      throw CommonErrors.UNAVAILABLE({ retryAfterSeconds: 2 });
    }
  }
}
