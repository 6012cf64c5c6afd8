import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Ids, type TenantId } from '../../common/ids.js';
import { SECOND } from '../../common/time.js';
import { Config } from '../../config/config.js';
import { EventStore } from '../../platform/events/event-store.js';
import type { EventDocument } from '../../platform/events/event.schema.js';
import { Ticks } from '../../platform/jobs/ticks.js';
import { ChangeFeeds, type Change } from '../../platform/mongo/change-feed.js';
import type { Lease } from '../../platform/mongo/leases.js';
import { runForTenant } from '../../platform/mongo/request-context.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { AgentActivities } from '../agents/agent-activities.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { CallMarksRepository } from './call-marks.repository.js';
import { CALL_EVENTS, lineOf } from './call-activity.domain.js';

const BATCH = 500;
/** Events get their numbers a moment after they are stored: a company is looked at for so long. */
const LOOK_FOR_WALL_MS = 10 * SECOND;

/**
 * Writes what agents do with calls into their histories, from the numbered events: a call's own
 * transactions have nothing to do with it. Each event is taken in once, whichever node reads it.
 */
@Injectable()
export class CallActivities implements OnApplicationBootstrap {
  /** Companies with news, and since when on this node's clock of the wall. */
  private readonly news = new Map<TenantId, number>();
  private leaseToken = 0;

  constructor(
    private readonly events: EventStore,
    private readonly activities: AgentActivities,
    private readonly marks: CallMarksRepository,
    private readonly settings: SettingsService,
    private readonly feeds: ChangeFeeds,
    private readonly transactions: Transactions,
    private readonly ticks: Ticks,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.roles.has('worker')) return;
    await this.feeds.follow({
      name: 'call-activities',
      collections: ['events'],
      operations: ['insert'],
      wants: (change) => CALL_EVENTS.has(eventOf(change).type),
      onReset: () => this.lookAtAll(),
      onChange: (change) => this.note(eventOf(change).clientId as TenantId),
    });
    this.ticks.start({
      name: 'call-activities',
      description: 'Writes what agents do with calls into their histories',
      everyMs: SECOND,
      atLeastWallMs: SECOND,
      run: (lease) => this.run(lease),
    });
  }

  /** Takes in the events of every company with news. */
  async run(lease: Lease): Promise<void> {
    // Another node has led since: what it left is not known here.
    if (lease.token !== this.leaseToken) await this.lookAtAll();
    this.leaseToken = lease.token;
    for (const [clientId, since] of this.news) {
      if (!lease.isHeld()) return;
      await runForTenant(clientId, this.ids.next(), () => this.takeIn(clientId, lease));
      const isOver = this.clock.monotonicMs() - since > LOOK_FOR_WALL_MS;
      if (isOver && this.news.get(clientId) === since) this.news.delete(clientId);
    }
  }

  private async takeIn(clientId: TenantId, lease: Lease): Promise<void> {
    let after = await this.marks.find(clientId);
    for (;;) {
      const events = await this.events.after(clientId, after, BATCH);
      const last = events.at(-1)?.seq;
      if (last === undefined) return;
      const lines = events.flatMap((event) => lineOf(event) ?? []);
      await this.transactions.run(async (session) => {
        await lease.fence(session);
        if (lines.length > 0) await this.activities.recordOnce(session, clientId, lines);
        await this.marks.move(session, clientId, last);
      });
      after = last;
      if (events.length < BATCH || !lease.isHeld()) return;
    }
  }

  private async lookAtAll(): Promise<void> {
    for (const clientId of await this.settings.tenants()) this.note(clientId);
  }

  private note(clientId: TenantId): void {
    this.news.set(clientId, this.clock.monotonicMs());
  }
}

const eventOf = (change: Change): EventDocument =>
  (change as { readonly fullDocument: unknown }).fullDocument as EventDocument;
