import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../common/clock.js';
import type { TenantId, WebhookId } from '../../common/ids.js';
import type { Leases } from '../../platform/mongo/leases.js';
import type { Log } from '../../platform/logging/log.js';
import { nextStart, startable } from './delivery.domain.js';
import type { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import type { WebhookEndpointsRepository } from './webhook-endpoints.repository.js';
import type { WebhookFeed } from './webhook-feed.service.js';
import type { WebhookSender } from './webhook-sender.service.js';
import type { WebhookDelivery, WebhookEndpoint } from './webhooks.types.js';

/** How long another node waits before it goes on for one that died; ms of the wall. */
const LEASE_MS = 5_000;
/** The lease is prolonged, and the receiver's settings are read anew, at least so often. */
const LOOK_AGAIN_MS = 2_000;
/** What was not made into deliveries yet stays in the log of events. */
const WINDOW = 200;
const AT_ONCE = 5;

export interface RunnerParts {
  readonly endpoints: WebhookEndpointsRepository;
  readonly deliveries: WebhookDeliveriesRepository;
  readonly feed: WebhookFeed;
  readonly sender: WebhookSender;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Serves one receiver as long as there is something to send, under a lease: one node at a time, so
 * that the events of a call arrive in their order. A slow receiver keeps nobody but itself.
 */
export class WebhookRunner {
  private readonly onItsWay = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();
  private wakeUp: () => void = () => undefined;
  private isWoken = false;

  constructor(
    readonly clientId: TenantId,
    readonly id: WebhookId,
    private readonly parts: RunnerParts,
  ) {}

  /** Something may have come: look at once. */
  wake(): void {
    this.isWoken = true;
    this.wakeUp();
  }

  /** Ends what is on its way; it will be sent again by whoever goes on. */
  stop(): void {
    this.stopping.abort();
    this.wake();
  }

  /**
   * Ends when there is nothing to do soon, or when another node does it.
   * @returns true when something came after the last look: run again
   */
  async run(): Promise<boolean> {
    const { leases, endpoints, deliveries, feed, clock } = this.parts;
    const name = `webhook:${this.id}`;
    let openCount = 0;
    try {
      for (;;) {
        this.isWoken = false;
        if (this.stopping.signal.aborted || !(await leases.take(name, LEASE_MS))) return false;
        const endpoint = await endpoints.find(this.clientId, this.id);
        if (!endpoint?.isActive) return false;
        const fed = openCount < WINDOW ? await feed.feed(endpoint) : 0;
        // Before the list is read: what ends meanwhile may still stand in it.
        const busy = new Set(this.onItsWay.keys());
        const open = await deliveries.listPending(this.clientId, this.id, WINDOW);
        openCount = open.length;
        const places = AT_ONCE - this.onItsWay.size;
        for (const delivery of startable(open, busy, clock.date(), places)) {
          this.start(endpoint, delivery);
        }
        if (fed > 0) continue;
        const pauseMs = this.pauseMs(open);
        // Events seldom come alone: the lease is kept for the next one.
        await this.rest(pauseMs ?? LOOK_AGAIN_MS);
        if (pauseMs === null && !this.isWoken) break;
      }
    } finally {
      await Promise.allSettled(this.onItsWay.values());
      await leases.release(name).catch(() => undefined);
    }
    return this.isWoken;
  }

  private start(endpoint: WebhookEndpoint, delivery: WebhookDelivery): void {
    const { sender, log } = this.parts;
    const work = sender
      .send(endpoint, delivery, this.stopping.signal)
      .catch(async (error: unknown) => {
        log.error('event not delivered', { webhookId: this.id, deliveryId: delivery._id, error });
        // It is due still: not at once again.
        await sleep(LOOK_AGAIN_MS);
      })
      .finally(() => {
        this.onItsWay.delete(delivery.lane);
        this.wake();
      });
    this.onItsWay.set(delivery.lane, work);
  }

  /** Until there may be something to do, ms of the wall; null: not soon. */
  private pauseMs(open: readonly WebhookDelivery[]): number | null {
    if (this.onItsWay.size > 0) return LOOK_AGAIN_MS;
    const next = nextStart(open, new Set());
    if (next === null) return null;
    const { clock } = this.parts;
    const pauseMs = Math.max(0, clock.toWallMs(next.getTime() - clock.now()));
    return pauseMs <= LOOK_AGAIN_MS ? pauseMs : null;
  }

  private async rest(ms: number): Promise<void> {
    if (this.isWoken) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wakeUp = () => undefined;
  }
}
