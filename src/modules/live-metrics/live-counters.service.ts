import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { asTenantId, type CallLogId, type TenantId } from '../../common/ids.js';
import { dayBounds, dayOf, MINUTE } from '../../common/time.js';
import { ChangeFeeds, touches, type Change } from '../../platform/mongo/change-feed.js';
import { SettingsService } from '../settings/settings.service.js';
import { LiveCallsRepository, type StoredCall } from './live-calls.repository.js';
import { LiveTally, type LiveCall, type LiveCounts, type LiveFrame } from './live-tally.domain.js';

const RECENT_MS = 30 * MINUTE;
/** What of a call its place in the live figures depends on. */
const FIELDS = ['status', 'failureReason', 'waitSeconds', 'receivedAt'] as const;

/**
 * Counters of the calls of every company in the memory of this node, kept by the change stream of the
 * calls (read anew at start and whenever a part of the stream may be missing).
 */
@Injectable()
export class LiveCounters implements OnApplicationBootstrap {
  private tallies = new Map<TenantId, LiveTally>();
  private readonly tenantOfCall = new Map<CallLogId, TenantId>();

  constructor(
    private readonly calls: LiveCallsRepository,
    private readonly feeds: ChangeFeeds,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.feeds.follow({
      name: 'live-calls',
      collections: ['call_logs'],
      wants: (change) => touches(change, FIELDS),
      onReset: () => this.load(),
      onChange: (change) => this.take(change),
    });
  }

  /** The counters of a company now, and the day that they are of. */
  async of(clientId: TenantId): Promise<LiveCounts & { readonly day: string; readonly at: Date }> {
    const at = this.clock.date();
    const { day, frame } = await this.frameAt(clientId, at);
    return { ...this.tallyOf(clientId, frame).counts(frame), day, at };
  }

  private async load(): Promise<void> {
    const tallies = new Map<TenantId, LiveTally>();
    this.tenantOfCall.clear();
    for (const clientId of await this.settings.tenants()) {
      const { frame } = await this.frameAt(clientId, this.clock.date());
      const tally = new LiveTally(frame);
      tallies.set(clientId, tally);
      const since = new Date(Math.min(frame.todayFromMs, frame.recentFromMs));
      for await (const call of this.calls.openOrSince(clientId, since)) {
        tally.put(call);
        this.tenantOfCall.set(call._id, clientId);
      }
    }
    this.tallies = tallies;
  }

  private async take(change: Change): Promise<void> {
    const id = change.documentKey._id as unknown as CallLogId;
    if (change.operationType === 'delete') {
      const clientId = this.tenantOfCall.get(id);
      if (clientId) this.tallies.get(clientId)?.remove(id);
      this.tenantOfCall.delete(id);
      return;
    }
    if (change.operationType !== 'update') {
      await this.put(change.fullDocument as unknown as StoredCall);
      return;
    }
    const clientId = this.tenantOfCall.get(id);
    const known = clientId && this.tallies.get(clientId)?.get(id);
    // One that is not known came too long ago to count.
    if (!clientId || !known) return;
    const fields = (change.updateDescription.updatedFields ?? {}) as Partial<LiveCall>;
    const { status, failureReason, waitSeconds, receivedAt } = { ...known, ...fields };
    await this.put({ ...known, clientId, status, failureReason, waitSeconds, receivedAt });
  }

  private async put({ clientId: name, ...call }: StoredCall): Promise<void> {
    const clientId = asTenantId(name);
    const { _id, direction, status, receivedAt } = call;
    if (direction !== 'inbound') return;
    const tally =
      this.tallies.get(clientId) ??
      this.tallyOf(clientId, (await this.frameAt(clientId, this.clock.date())).frame);
    tally.put({
      _id,
      direction,
      status,
      receivedAt,
      failureReason: call.failureReason ?? null,
      waitSeconds: call.waitSeconds ?? null,
    });
    if (tally.get(_id)) this.tenantOfCall.set(_id, clientId);
    else this.tenantOfCall.delete(_id);
  }

  private tallyOf(clientId: TenantId, frame: LiveFrame): LiveTally {
    const known = this.tallies.get(clientId);
    if (known) return known;
    const tally = new LiveTally(frame);
    this.tallies.set(clientId, tally);
    return tally;
  }

  private async frameAt(clientId: TenantId, at: Date) {
    const { timezone, rules } = await this.settings.of(clientId);
    const day = dayOf(at.getTime(), timezone);
    const frame: LiveFrame = {
      todayFromMs: dayBounds(day, timezone).from.getTime(),
      recentFromMs: at.getTime() - RECENT_MS,
      targetSeconds: rules.serviceLevel.seconds,
    };
    return { day, frame };
  }
}
