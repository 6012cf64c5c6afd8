import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { TenantId } from '../../common/ids.js';
import { HealthService, type HealthReport } from '../../platform/health/health.service.js';
import { CacheManager, type CacheHits } from '../../platform/cache/cache-manager.js';
import { AggregationProgress } from '../folding/aggregation-progress.service.js';
import type { AggregationState, RecountMark } from '../folding/aggregation.schema.js';
import { CallsService } from '../calls/calls.service.js';

type Part = HealthReport['parts'][string];

export interface AnalyticsHealth {
  readonly asOf: Date;
  readonly aggregator: {
    readonly lastRun: Date | null;
    readonly lastFolded: Date | null;
    readonly mark: Date | null;
    readonly lagSeconds: number;
    readonly lastError: NonNullable<AggregationState['lastError']> | null;
    readonly lastRecount: RecountMark | null;
  };
  readonly caches: readonly CacheHits[];
  readonly eventStream: Part;
  readonly database: Part;
  readonly redis: Part;
}

const UNKNOWN: Part = { state: 'down', detail: 'not looked at' };

/** Whether the figures are being made, and the parts that they are made with. */
@Injectable()
export class AnalyticsHealthService {
  constructor(
    private readonly state: AggregationProgress,
    private readonly calls: CallsService,
    private readonly health: HealthService,
    private readonly cache: CacheManager,
    private readonly clock: Clock,
  ) {}

  async check(clientId: TenantId): Promise<AnalyticsHealth> {
    const [state, [oldest], { parts }] = await Promise.all([
      this.state.of(clientId),
      this.calls.dueForFold(clientId, 1),
      this.health.check(),
    ]);
    const waitingMs = oldest ? this.clock.now() - oldest.updatedAt.getTime() : 0;
    return {
      asOf: this.clock.date(),
      aggregator: {
        lastRun: state?.lastRunAt ?? null,
        lastFolded: state?.lastFoldedAt ?? null,
        mark: state?.mark ?? null,
        lagSeconds: Math.max(0, Math.round(waitingMs / 1000)),
        lastError: state?.lastError ?? null,
        lastRecount: state?.lastRecount ?? null,
      },
      caches: this.cache.hitRates(),
      eventStream: parts['eventStream'] ?? UNKNOWN,
      database: parts['mongodb'] ?? UNKNOWN,
      redis: parts['redis'] ?? UNKNOWN,
    };
  }
}
