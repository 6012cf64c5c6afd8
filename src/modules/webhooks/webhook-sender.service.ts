import { Injectable } from '@nestjs/common';
import { Clock, Random } from '../../common/clock.js';
import { SealError, SecretBox } from '../../platform/crypto/secret-box.js';
import { EventStore } from '../../platform/events/event-store.js';
import type { EventDocument } from '../../platform/events/event.schema.js';
import { HttpOut } from '../../platform/http-out/http-out.js';
import { OutgoingError } from '../../platform/http-out/outgoing-error.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { afterAttempt } from './delivery.domain.js';
import { signedHeaders } from './signature.domain.js';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import { WebhookEndpointsRepository } from './webhook-endpoints.repository.js';
import { signingNow, webhookBinding } from './webhook-secrets.domain.js';
import { webhookEvent } from './webhooks.events.js';
import type { Attempt, WebhookDelivery, WebhookEndpoint } from './webhooks.types.js';

/** A receiver has so long to answer; ms of the wall. */
const TIMEOUT_MS = 15_000;
/** Nobody reads what a receiver answers beyond its status. */
const ANSWER_BYTES = 16 * 1024;
const GONE = 410;

/** Makes one attempt: signs, sends, and writes down what came of it. */
@Injectable()
export class WebhookSender {
  private readonly sent;

  constructor(
    private readonly endpoints: WebhookEndpointsRepository,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly events: EventStore,
    private readonly http: HttpOut,
    private readonly box: SecretBox,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly random: Random,
    metrics: Metrics,
  ) {
    this.sent = metrics.counter('crosspoint_webhook_attempts_total', 'Attempts to deliver events', [
      'outcome',
    ]);
  }

  /** One attempt, written down unless `signal` ended it: then somebody else makes it again. */
  async send(
    endpoint: WebhookEndpoint,
    delivery: WebhookDelivery,
    signal: AbortSignal,
  ): Promise<void> {
    const event = await this.events.find(delivery.clientId, delivery.eventId);
    const attempt = event
      ? await this.attempt(endpoint, event, signal)
      : this.failure('the event is not kept any more');
    if (signal.aborted) return;
    const isFinal = event === null || attempt.status === GONE;
    const outcome = afterAttempt(delivery, attempt, this.random.next(), isFinal);
    await this.deliveries.update(delivery, outcome);
    if (attempt.status === GONE) await this.disable(endpoint);
    this.sent.inc({ outcome: outcome.state === 'pending' ? 'failed' : outcome.state });
  }

  private async attempt(
    endpoint: WebhookEndpoint,
    event: EventDocument,
    signal: AbortSignal,
  ): Promise<Attempt> {
    const at = this.clock.date();
    const began = this.clock.monotonicMs();
    const done = (status: number | null, error: string | null): Attempt => {
      const latencyMs = Math.round(this.clock.monotonicMs() - began);
      return { at, status, latencyMs, error };
    };
    try {
      const body = JSON.stringify(messageOf(event));
      const { status } = await this.http.request({
        method: 'POST',
        url: endpoint.url,
        headers: {
          'content-type': 'application/json',
          ...signedHeaders({ id: event._id, at, body }, this.secretsOf(endpoint, at)),
        },
        body,
        timeoutMs: TIMEOUT_MS,
        maxBytes: ANSWER_BYTES,
        signal,
      });
      return done(status, status >= 200 && status < 300 ? null : `answered ${status}`);
    } catch (error) {
      if (error instanceof OutgoingError) return done(null, error.message);
      if (error instanceof SealError) return done(null, 'its secret cannot be opened: rotate it');
      throw error;
    }
  }

  private failure(error: string): Attempt {
    return { at: this.clock.date(), status: null, latencyMs: 0, error };
  }

  private secretsOf({ _id, clientId, secrets }: WebhookEndpoint, now: Date): string[] {
    const boundTo = webhookBinding(clientId, _id);
    return signingNow(secrets, now).map(({ sealed }) => this.box.open(sealed, boundTo));
  }

  /** The receiver said that it is gone for good: it is asked no more until somebody turns it on. */
  private async disable({ _id, clientId }: WebhookEndpoint): Promise<void> {
    const now = this.clock.date();
    await this.transactions.run(async (session) => {
      const endpoint = await this.endpoints.find(clientId, _id, session);
      if (!endpoint?.isActive) return;
      const off = { isActive: false, disabledReason: 'gone' } as const;
      const disabled = await this.endpoints.update(session, endpoint, off, now);
      if (!disabled) return;
      await this.events.append(session, [webhookEvent('webhook.disabled', disabled, now, null)]);
    });
  }
}

/** What a receiver reads. */
function messageOf({ _id, clientId, type, at, seq, callLogId, agentId, data }: EventDocument) {
  return {
    id: _id,
    type,
    timestamp: at.toISOString(),
    seq,
    clientId,
    callLogId: callLogId ?? null,
    agentId: agentId ?? null,
    data,
  };
}
