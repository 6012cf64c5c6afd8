import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import type { Period } from '../../common/period.js';
import { tenantOf } from '../../platform/mongo/tenant.plugin.js';

const SUMS = [
  'offered',
  'answered',
  'answeredInTarget',
  'abandoned',
  'abandonedAfterTarget',
  'waitAnsweredSeconds',
  'waitAbandonedSeconds',
  'talkSeconds',
  'holdSeconds',
  'wrapUpSeconds',
] as const;

/** What the calls of a quarter of an hour came to; sums of nothing are 0. */
export type Quarter = Readonly<Record<(typeof SUMS)[number], number>> & { readonly start: Date };

type StoredQuarter = { readonly clientId: string; readonly start: Date } & Partial<Quarter>;

/** Reads the folded quarters of `performance_trends`, which `analytics` writes. */
@Injectable()
export class QuartersRepository {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /**
   * The quarters with any call, the oldest first.
   * @param sector null for the whole company
   */
  async list(clientId: TenantId, sector: string | null, period: Period): Promise<Quarter[]> {
    const found = await this.connection
      .collection<StoredQuarter>('performance_trends')
      .find(
        {
          clientId: tenantOf(clientId, 'performance_trends'),
          interval: 'quarter',
          dimension: sector === null ? 'tenant' : 'sector',
          day: { $gte: period.from, $lte: period.to },
          ...(sector !== null && { key: sector }),
        },
        {
          projection: { _id: 0, start: 1, ...Object.fromEntries(SUMS.map((name) => [name, 1])) },
          batchSize: 5000,
        },
      )
      .toArray();
    return found
      .map(
        (stored) =>
          ({
            ...Object.fromEntries(SUMS.map((name) => [name, stored[name] ?? 0])),
            start: stored.start,
          }) as Quarter,
      )
      .sort((a, b) => a.start.getTime() - b.start.getTime());
  }
}
