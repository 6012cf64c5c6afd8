import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { TenantId } from '../../common/ids.js';
import { SECOND } from '../../common/time.js';
import type { OnlineStatus } from '../agents/agents.types.js';
import { figuresOf } from '../call-figures/definitions.domain.js';
import { QueueService } from '../queue/queue.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { LiveAgents } from './live-agents.service.js';
import { LiveCounters } from './live-counters.service.js';

export interface LiveMetrics {
  readonly asOf: Date;
  readonly callsWaiting: number;
  readonly longestWaitSeconds: number;
  readonly ringing: number;
  readonly inTalk: number;
  readonly agents: Readonly<Record<OnlineStatus, number>> & {
    readonly total: number;
    readonly ready: number;
  };
  readonly serviceLevel: {
    readonly target: { readonly share: number; readonly seconds: number };
    readonly today: number | null;
    readonly last30Minutes: number | null;
  };
  readonly today: {
    readonly day: string;
    readonly offered: number;
    readonly answered: number;
    readonly abandoned: number;
  };
}

interface Kept {
  readonly at: number;
  readonly metrics: Promise<LiveMetrics>;
}

/** However many look at once: so long they see the same. */
const KEPT_MS = SECOND / 4;

/** The floor as it is now, from what this node keeps in memory. */
@Injectable()
export class MetricsCollector {
  private readonly kept = new Map<TenantId, Kept>();

  constructor(
    private readonly counters: LiveCounters,
    private readonly agents: LiveAgents,
    private readonly queue: QueueService,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  async now(clientId: TenantId): Promise<LiveMetrics> {
    const at = this.clock.monotonicMs();
    const known = this.kept.get(clientId);
    if (known && at - known.at < KEPT_MS) return await known.metrics;
    const metrics = this.look(clientId);
    this.kept.set(clientId, { at, metrics });
    metrics.catch(() => this.kept.delete(clientId));
    return await metrics;
  }

  private async look(clientId: TenantId): Promise<LiveMetrics> {
    const { rules } = await this.settings.of(clientId);
    const counts = await this.counters.of(clientId);
    const { count, longestSeconds } = this.queue.waitingNow(clientId);
    const today = figuresOf(counts.today);
    const { offered, answered, abandoned } = today;
    return {
      asOf: counts.at,
      callsWaiting: count,
      longestWaitSeconds: longestSeconds,
      ringing: counts.ringing,
      inTalk: counts.inTalk,
      agents: await this.agents.count(clientId),
      serviceLevel: {
        target: rules.serviceLevel,
        today: today.serviceLevel,
        last30Minutes: figuresOf(counts.recent).serviceLevel,
      },
      today: { day: counts.day, offered, answered, abandoned },
    };
  }
}
