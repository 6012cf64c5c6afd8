import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { TenantId } from '../../common/ids.js';
import type { Lease } from '../../platform/mongo/leases.js';
import { cutOff, KEPT, type RetentionDays } from './retention.domain.js';
import { RetentionRepository } from './retention.repository.js';

const BATCH = 1000;

/** Deletes what is past its time. */
@Injectable()
export class Retention {
  constructor(
    private readonly repository: RetentionRepository,
    private readonly clock: Clock,
  ) {}

  /** How many documents went, by their collections; deleted in batches as long as the lease holds. */
  async deleteOld(
    clientId: TenantId,
    days: RetentionDays,
    lease: Lease,
  ): Promise<Record<string, number>> {
    const now = this.clock.now();
    const deleted: Record<string, number> = {};
    const go = async (name: string, some: () => Promise<number>): Promise<void> => {
      let count: number;
      do {
        count = await some();
        if (count > 0) deleted[name] = (deleted[name] ?? 0) + count;
      } while (count > 0 && lease.isHeld());
    };
    // Before the first call goes: who recounts must not take it for lost.
    await this.repository.markCalls(clientId, cutOff('calls', days, now));
    for (const kept of KEPT) {
      const before = cutOff(kept.kind, days, now);
      await go(kept.collection, () => this.repository.deleteSome(clientId, kept, before, BATCH));
    }
    const before = cutOff('events', days, now);
    await go('events', () => this.repository.deleteEvents(clientId, before, BATCH));
    return deleted;
  }

  /** Calls from before this moment may be missing; null: none ever went. */
  async callsMissingBefore(clientId: TenantId): Promise<Date | null> {
    return (await this.repository.findMark(clientId))?.callsBefore ?? null;
  }
}
