import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { SECOND } from '../../common/time.js';
import type { AgentId } from '../../common/ids.js';
import { Config } from '../../config/config.js';
import { may } from '../../platform/http/auth.decorators.js';
import type { Permission } from '../../platform/http/roles.js';
import { Log } from '../../platform/logging/log.js';
import { MetricsCollector } from '../live-metrics/metrics-collector.service.js';
import type { GaugeName } from '../feed/wire.types.js';
import { QueueService } from '../queue/queue.service.js';
import type { Connection } from './connection.js';
import { Deliveries } from './deliveries.service.js';
import type { Floor } from './floor.js';
import { queueGauge } from './queue-gauge.domain.js';

/** Figures go out so often at the most; ms of the wall. */
const EVERY_MS = SECOND;
/** Some change with time alone: looked at anew after so many turns without news. */
const QUIET_TURNS = 10;

/** Sends the figures of the moment to whoever has not got them yet. */
@Injectable()
export class Gauges implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> = Promise.resolve();
  private isTurning = false;
  /** Turns until a company's figures are looked at again although nothing happens. */
  private readonly quiet = new WeakMap<Floor, number>();

  constructor(
    private readonly deliveries: Deliveries,
    private readonly queue: QueueService,
    private readonly live: MetricsCollector,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.roles.has('realtime')) return;
    this.timer = setInterval(() => {
      if (this.isTurning) return;
      this.isTurning = true;
      this.turn = this.send().finally(() => (this.isTurning = false));
    }, EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.turn;
  }

  private async send(): Promise<void> {
    for (const floor of await this.deliveries.openFloors()) {
      if (floor.connections.size === 0) continue;
      try {
        this.sendQueue(floor);
        await this.sendMetrics(floor);
      } catch (error) {
        this.log.warn('figures not sent', { tenant: floor.clientId, error });
      }
    }
  }

  /** An agent sees the lines that it might serve, others all of them. */
  private sendQueue(floor: Floor): void {
    const lines = this.queue.lines(floor.clientId);
    const all = queueGauge(lines, null);
    const byAgent = new Map<AgentId, typeof all>();
    const gaugeOf = ({ who }: Connection) => {
      if (who.role !== 'cs' || lines.length === 0) return all;
      const known = byAgent.get(who.agentId);
      if (known) return known;
      const own = queueGauge(lines, this.queue.scopesOf(floor.clientId, who.agentId));
      byAgent.set(who.agentId, own);
      return own;
    };
    this.sendChanged(floor, 'queue_update', 'queue:read', gaugeOf);
  }

  private async sendMetrics(floor: Floor): Promise<void> {
    const isNew = [...floor.connections].some(
      ({ gauges, who }) => !gauges.has('metrics_update') && may(who, 'metrics:read'),
    );
    const quiet = (this.quiet.get(floor) ?? 0) + 1;
    const { hasNews } = floor;
    this.quiet.set(floor, quiet);
    if (!hasNews && !isNew && quiet < QUIET_TURNS) return;
    // What the events told of may reach the figures a moment later: one more look after the last.
    this.quiet.set(floor, hasNews ? QUIET_TURNS - 1 : 0);
    floor.hasNews = false;
    const { asOf: _, ...metrics } = await this.live.now(floor.clientId);
    this.sendChanged(floor, 'metrics_update', 'metrics:read', () => metrics);
  }

  private sendChanged(
    floor: Floor,
    gauge: GaugeName,
    permission: Permission,
    valueOf: (connection: Connection) => object,
  ): void {
    const texts = new Map<object, string>();
    const changed = new Map<object, Connection[]>();
    for (const connection of floor.connections) {
      if (!may(connection.who, permission)) continue;
      const value = valueOf(connection);
      const text = texts.get(value) ?? JSON.stringify(value);
      texts.set(value, text);
      if (connection.gauges.get(gauge) === text) continue;
      connection.gauges.set(gauge, text);
      const alike = changed.get(value);
      if (alike) alike.push(connection);
      else changed.set(value, [connection]);
    }
    const asOf = this.clock.date();
    for (const [value, connections] of changed) {
      this.deliveries.send(connections, gauge, { ...value, asOf });
    }
  }
}
