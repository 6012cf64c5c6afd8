import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { asTenantId, Ids, type TenantId, type WebhookId } from '../../common/ids.js';
import { SECOND } from '../../common/time.js';
import { Config } from '../../config/config.js';
import { EventStore } from '../../platform/events/event-store.js';
import type { NumberedEvent } from '../../platform/events/event.schema.js';
import { EventStream } from '../../platform/events/event-stream.js';
import { Ticks } from '../../platform/jobs/ticks.js';
import { Log } from '../../platform/logging/log.js';
import { ChangeFeeds, touches } from '../../platform/mongo/change-feed.js';
import { Leases } from '../../platform/mongo/leases.js';
import { runForTenant } from '../../platform/mongo/request-context.js';
import { fits } from './delivery.domain.js';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import { WebhookEndpointsRepository } from './webhook-endpoints.repository.js';
import { WebhookFeed } from './webhook-feed.service.js';
import { WebhookRunner } from './webhook-runner.js';
import { WebhookSender } from './webhook-sender.service.js';
import type { WebhookEndpoint } from './webhooks.types.js';

type Known = Pick<WebhookEndpoint, '_id' | 'clientId' | 'events'>;

/**
 * Sends events to the receivers that companies registered. Every node hears of new events and runs
 * a runner for each receiver that has something to send; a tick finds what nobody heard of.
 */
@Injectable()
export class WebhookDeliverer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly running = new Map<WebhookId, { runner: WebhookRunner; done: Promise<void> }>();
  private byTenant: ReadonlyMap<TenantId, readonly Known[]> = new Map();
  private isStopped = false;

  constructor(
    private readonly endpoints: WebhookEndpointsRepository,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly feed: WebhookFeed,
    private readonly sender: WebhookSender,
    private readonly events: EventStore,
    private readonly stream: EventStream,
    private readonly feeds: ChangeFeeds,
    private readonly leases: Leases,
    private readonly ticks: Ticks,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly config: Config,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.roles.has('worker')) return;
    await this.feeds.follow({
      name: 'webhooks',
      collections: ['webhook_endpoints'],
      // A watermark that moves on is no news.
      wants: (change) => touches(change, ['version']),
      onReset: () => this.readEndpoints(),
      onChange: () => this.readEndpoints(),
    });
    await this.stream.subscribe({
      listensTo: (clientId) => this.byTenant.has(clientId),
      onEvents: (events) => events.forEach((event) => this.hear(event)),
      // What was missed stands in the collection: the next look finds it.
      onGap: () => undefined,
    });
    this.ticks.start({
      name: 'deliver-webhooks',
      description: 'Finds events that were not delivered, and deliveries to be tried again',
      everyMs: 5 * SECOND,
      atLeastWallMs: 500,
      run: () => this.findWork(),
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    for (const { runner } of this.running.values()) runner.stop();
    await Promise.allSettled([...this.running.values()].map(({ done }) => done));
  }

  private hear({ clientId, type }: NumberedEvent): void {
    for (const endpoint of this.byTenant.get(asTenantId(clientId)) ?? []) {
      if (fits(type, endpoint.events)) this.wake(endpoint.clientId, endpoint._id);
    }
  }

  /** Looks whether a receiver has something to send, now. */
  wake(clientId: TenantId, id: WebhookId): void {
    if (this.isStopped || !this.config.roles.has('worker')) return;
    const known = this.running.get(id);
    if (known) return known.runner.wake();
    const parts = {
      endpoints: this.endpoints,
      deliveries: this.deliveries,
      feed: this.feed,
      sender: this.sender,
      leases: this.leases,
      clock: this.clock,
      log: this.log,
    };
    const runner = new WebhookRunner(clientId, id, parts);
    const done = runForTenant(clientId, this.ids.next(), () => this.serve(runner));
    this.running.set(id, { runner, done });
  }

  private async serve(runner: WebhookRunner): Promise<void> {
    const { id, clientId } = runner;
    const hasNews = await runner.run().catch((error: unknown) => {
      this.log.warn('webhook interrupted', { webhookId: id, error });
      return false;
    });
    this.running.delete(id);
    if (hasNews) this.wake(clientId, id);
  }

  private async readEndpoints(): Promise<void> {
    const active = await this.endpoints.listActive();
    this.byTenant = groupByTenant(active);
  }

  /** What is due to be tried again, and events that came while nobody listened. */
  private async findWork(): Promise<void> {
    for (const { clientId, webhookId } of await this.deliveries.receiversWithDue(
      this.clock.date(),
    )) {
      this.wake(clientId, webhookId);
    }
    const active = await this.endpoints.listActive();
    for (const [clientId, endpoints] of groupByTenant(active)) {
      const last = await this.events.lastNumber(clientId);
      for (const { _id, fedUpTo } of endpoints) if (fedUpTo < last) this.wake(clientId, _id);
    }
  }
}

function groupByTenant<T extends { readonly clientId: TenantId }>(
  entries: readonly T[],
): Map<TenantId, readonly T[]> {
  const groups = new Map<TenantId, readonly T[]>();
  for (const entry of entries) {
    groups.set(entry.clientId, [...(groups.get(entry.clientId) ?? []), entry]);
  }
  return groups;
}
