import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { TenantId } from '../../common/ids.js';
import { dayBounds, dayOf, MINUTE, SECOND } from '../../common/time.js';
import { ONLINE_STATUSES, type OnlineStatus } from '../agents/agents.types.js';
import { CallsService } from '../calls/calls.service.js';
import { AgentHeartbeatService } from '../heartbeat/heartbeat.service.js';
import { QueueService } from '../queue/queue.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { figuresOf } from './definitions.domain.js';
import { RawCallsRepository } from './raw-calls.repository.js';

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

const KEPT_MS = SECOND;
const RECENT_MS = 30 * MINUTE;

/** The floor as it is now; made at most once a second for each tenant, however many look. */
@Injectable()
export class LiveMetricsService {
  private readonly kept = new Map<TenantId, Kept>();

  constructor(
    private readonly calls: CallsService,
    private readonly rawCalls: RawCallsRepository,
    private readonly queue: QueueService,
    private readonly heartbeats: AgentHeartbeatService,
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
    const asOf = this.clock.date();
    const { timezone, rules } = await this.settings.of(clientId);
    const { serviceLevel: target } = rules;
    const day = dayOf(asOf.getTime(), timezone);
    const recentFrom = new Date(asOf.getTime() - RECENT_MS);
    const [states, presence, counts] = await Promise.all([
      this.calls.countByState(clientId, ['offered', 'ringing', 'connected']),
      this.heartbeats.overview(clientId),
      this.rawCalls.countSince(clientId, dayBounds(day, timezone).from, recentFrom, target.seconds),
    ]);
    const { count, longestSeconds } = this.queue.waitingNow(clientId);
    const { offered, answered, abandoned, serviceLevel } = figuresOf(counts.today);
    return {
      asOf,
      callsWaiting: count,
      longestWaitSeconds: longestSeconds,
      ringing: (states.get('offered') ?? 0) + (states.get('ringing') ?? 0),
      inTalk: states.get('connected') ?? 0,
      agents: {
        ...countStatuses(presence.agents.map((agent) => agent.onlineStatus)),
        total: presence.statistics.total,
        ready: presence.statistics.ready,
      },
      serviceLevel: {
        target,
        today: serviceLevel,
        last30Minutes: figuresOf(counts.recent).serviceLevel,
      },
      today: { day, offered, answered, abandoned },
    };
  }
}

function countStatuses(statuses: readonly OnlineStatus[]): Record<OnlineStatus, number> {
  const counts = Object.fromEntries(ONLINE_STATUSES.map((status) => [status, 0]));
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
  return counts as Record<OnlineStatus, number>;
}
