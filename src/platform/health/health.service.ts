import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { Config } from '../../config/config.js';
import { Metrics } from '../metrics/metrics.js';
import { ChangeFeeds } from '../mongo/change-feed.js';
import { RedisClient } from '../redis/redis-client.js';

export type PartState = 'up' | 'down' | 'degraded';

export interface HealthReport {
  readonly status: 'ready' | 'not_ready';
  readonly checkedAt: string;
  /** Each part by name; `detail` says in plain words what is wrong. */
  readonly parts: Readonly<Record<string, { readonly state: PartState; readonly detail?: string }>>;
}

const PING_TIMEOUT_MS = 1000;

/** Which parts work. Redis may be away: calls are routed without it, so that is only `degraded`. */
@Injectable()
export class HealthService implements OnApplicationBootstrap, OnApplicationShutdown {
  private stopping = false;
  private last: HealthReport | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly partUp;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly redis: RedisClient,
    private readonly feeds: ChangeFeeds,
    private readonly clock: Clock,
    private readonly config: Config,
    metrics: Metrics,
  ) {
    this.partUp = metrics.gauge('crosspoint_part_up', '1: the part works; 0: it does not', [
      'part',
    ]);
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.check(), this.config.health.intervalMs);
    this.timer.unref();
  }

  /** Tells load balancers to send no more, before anything closes. */
  beforeShutdown(): void {
    this.stopping = true;
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** What the last look found; looks now when there was none. */
  async summary(): Promise<HealthReport> {
    return this.last ?? (await this.check());
  }

  async check(): Promise<HealthReport> {
    const [mongodb, redis] = await Promise.all([this.pingMongo(), this.pingRedis()]);
    const lagging = this.feeds.lagging();
    const parts: HealthReport['parts'] = {
      mongodb: mongodb === null ? { state: 'up' } : { state: 'down', detail: mongodb },
      redis: redis === null ? { state: 'up' } : { state: 'degraded', detail: redis },
      eventStream:
        lagging.length === 0
          ? { state: 'up' }
          : { state: 'degraded', detail: `reconnecting: ${lagging.join(', ')}` },
      server: this.stopping ? { state: 'down', detail: 'shutting down' } : { state: 'up' },
    };
    for (const [part, { state }] of Object.entries(parts)) {
      this.partUp.set({ part }, state === 'up' ? 1 : 0);
    }
    const isReady = Object.values(parts).every((part) => part.state !== 'down');
    this.last = {
      status: isReady ? 'ready' : 'not_ready',
      checkedAt: this.clock.date().toISOString(),
      parts,
    };
    return this.last;
  }

  private async pingMongo(): Promise<string | null> {
    const ping = this.connection.db?.admin().command({ ping: 1 });
    return await within(ping, 'does not answer');
  }

  private async pingRedis(): Promise<string | null> {
    if (!this.redis.isReady()) return 'not connected';
    return await within(this.redis.client.ping(), 'does not answer');
  }
}

async function within(work: Promise<unknown> | undefined, problem: string): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(problem), PING_TIMEOUT_MS);
  });
  const answer = await Promise.race([
    work?.then(
      () => null,
      () => problem,
    ) ?? problem,
    timeout,
  ]);
  clearTimeout(timer);
  return answer;
}
