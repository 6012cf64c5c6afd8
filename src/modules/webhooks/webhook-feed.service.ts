import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { asDeliveryId, Ids } from '../../common/ids.js';
import { EventStore } from '../../platform/events/event-store.js';
import type { EventDocument } from '../../platform/events/event.schema.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { fits, RETRY_FOR_MS } from './delivery.domain.js';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import { WebhookEndpointsRepository } from './webhook-endpoints.repository.js';
import type { WebhookDelivery, WebhookEndpoint } from './webhooks.types.js';

const BATCH = 100;

/** Makes a delivery of each numbered event that a receiver wants: none is left out, none is doubled. */
@Injectable()
export class WebhookFeed {
  constructor(
    private readonly endpoints: WebhookEndpointsRepository,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly events: EventStore,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** Takes the next events in; how many there were. */
  async feed(endpoint: WebhookEndpoint): Promise<number> {
    const events = await this.events.after(endpoint.clientId, endpoint.fedUpTo, BATCH);
    const last = events.at(-1)?.seq;
    if (last === undefined) return 0;
    const made = events
      .filter(({ type }) => fits(type, endpoint.events))
      .map((event) => this.deliveryOf(endpoint, event));
    await this.transactions.run(async (session) => {
      const isOurs = await this.endpoints.feed(session, endpoint, last);
      if (isOurs) await this.deliveries.insert(session, made);
    });
    return events.length;
  }

  private deliveryOf({ _id, clientId }: WebhookEndpoint, event: EventDocument): WebhookDelivery {
    const now = this.clock.date();
    const id = asDeliveryId(this.ids.next());
    return {
      _id: id,
      clientId,
      webhookId: _id,
      eventId: event._id,
      eventType: event.type,
      seq: event.seq ?? 0,
      callLogId: event.callLogId ?? null,
      lane: event.callLogId ?? id,
      state: 'pending',
      failures: 0,
      attempts: [],
      nextAttemptAt: now,
      giveUpAt: new Date(now.getTime() + RETRY_FOR_MS),
      version: 1,
      createdAt: now,
      deliveredAt: null,
      parkedAt: null,
    };
  }
}
