import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { CallLogId, TenantId } from '../../common/ids.js';
import { ChangeFeeds, type Change } from '../../platform/mongo/change-feed.js';
import { compareEntries, mayBeServed, needKey } from './queue.domain.js';
import { QueueRepository } from './queue.repository.js';
import type { QueueEntry } from './queue.schema.js';

/** The callers who wait for the same team or sector. */
interface ScopeSummary extends Pick<QueueEntry, 'teamId' | 'sector'> {
  readonly count: number;
  readonly oldestAt: Date;
}

/** The callers in line, in the memory of this node: proposes who is next, decides nothing. */
@Injectable()
export class WaitingLine implements OnApplicationBootstrap {
  private tenants = new Map<TenantId, Map<CallLogId, QueueEntry>>();

  constructor(
    private readonly repository: QueueRepository,
    private readonly feeds: ChangeFeeds,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.feeds.follow({
      name: 'waiting-line',
      collections: ['call_queue'],
      onReset: () => this.load(),
      onChange: (change) => this.changed(change),
    });
  }

  /** Companies with somebody in line. */
  tenantsWaiting(): readonly TenantId[] {
    return [...this.tenants].filter(([, line]) => line.size > 0).map(([clientId]) => clientId);
  }

  /** Those for whom no agent is kept yet, best first. */
  waiting(clientId: TenantId): readonly QueueEntry[] {
    return this.inLine(clientId).filter((entry) => entry.state === 'waiting');
  }

  /** Place in line (from 1) among calls of the same need; null when it is not in line. */
  positionOf(clientId: TenantId, callLogId: CallLogId): number | null {
    const own = this.tenants.get(clientId)?.get(callLogId);
    if (!own) return null;
    const key = needKey(own);
    const alike = this.inLine(clientId).filter((entry) => needKey(entry) === key);
    return alike.findIndex((entry) => entry._id === callLogId) + 1;
  }

  /** Does somebody wait who comes before this call for the same agents? */
  isSomebodyBefore(entry: QueueEntry, nowMs: number): boolean {
    const key = needKey(entry);
    return this.waiting(entry.clientId).some(
      (other) =>
        other._id !== entry._id &&
        needKey(other) === key &&
        mayBeServed(other, nowMs) &&
        compareEntries(other, entry) < 0,
    );
  }

  /** The place (from 1) that a call would have in line. */
  placeOf(entry: QueueEntry): number {
    const key = needKey(entry);
    const before = this.inLine(entry.clientId).filter(
      (other) =>
        other._id !== entry._id && needKey(other) === key && compareEntries(other, entry) < 0,
    );
    return before.length + 1;
  }

  /** How many callers wait, and since when the first does. */
  summary(clientId: TenantId): { readonly count: number; readonly oldestAt: Date | null } {
    const entries = this.callers(clientId);
    const oldest = entries.reduce<Date | null>(
      (first, { arrivedAt }) => (first && first <= arrivedAt ? first : arrivedAt),
      null,
    );
    return { count: entries.length, oldestAt: oldest };
  }

  /** The same for each team and sector with somebody in line. */
  summaries(clientId: TenantId): readonly ScopeSummary[] {
    const byScope = new Map<string, ScopeSummary>();
    for (const { teamId, sector, arrivedAt } of this.callers(clientId)) {
      const key = JSON.stringify([teamId, sector]);
      const known = byScope.get(key) ?? { teamId, sector, count: 0, oldestAt: arrivedAt };
      const oldestAt = arrivedAt < known.oldestAt ? arrivedAt : known.oldestAt;
      byScope.set(key, { ...known, count: known.count + 1, oldestAt });
    }
    return [...byScope.values()];
  }

  /** A change that this process committed: known here before the stream tells. */
  put(entry: QueueEntry): void {
    const line = this.tenants.get(entry.clientId) ?? new Map<CallLogId, QueueEntry>();
    line.set(entry._id, entry);
    this.tenants.set(entry.clientId, line);
  }

  /** Changes the state of a place; was it known? */
  mark(clientId: TenantId, callLogId: CallLogId, state: QueueEntry['state']): boolean {
    const entry = this.tenants.get(clientId)?.get(callLogId);
    if (entry) this.put({ ...entry, state });
    return entry !== undefined;
  }

  drop(clientId: TenantId, callLogId: CallLogId): void {
    this.tenants.get(clientId)?.delete(callLogId);
  }

  /**
   * Takes over what the database has of a call that does not wait any more. Its place may be gone,
   * or kept for calling back, which the stream tells only to those who still know the place.
   */
  async look(clientId: TenantId, callLogId: CallLogId): Promise<void> {
    const entry = await this.repository.find(clientId, callLogId);
    if (entry) this.put(entry);
    else this.drop(clientId, callLogId);
  }

  /** Those who are on the line themselves: not who is to be called back. */
  private callers(clientId: TenantId): QueueEntry[] {
    return [...(this.tenants.get(clientId)?.values() ?? [])].filter((entry) => !entry.isCallback);
  }

  private inLine(clientId: TenantId): QueueEntry[] {
    return [...(this.tenants.get(clientId)?.values() ?? [])].sort(compareEntries);
  }

  private async load(): Promise<void> {
    const entries = await this.repository.listAll();
    this.tenants = new Map();
    entries.forEach((entry) => this.put(entry));
  }

  private changed(change: Change): void {
    const callLogId = String(change.documentKey._id) as CallLogId;
    if (change.operationType === 'insert') this.put(change.fullDocument as unknown as QueueEntry);
    for (const [clientId, line] of this.tenants) {
      const entry = line.get(callLogId);
      if (!entry) continue;
      if (change.operationType === 'delete') this.drop(clientId, callLogId);
      if (change.operationType === 'update') {
        const fields = change.updateDescription.updatedFields as Partial<QueueEntry> | undefined;
        this.put({ ...entry, ...fields });
      }
    }
  }
}
