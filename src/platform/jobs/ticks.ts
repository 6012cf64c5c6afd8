import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Config } from '../../config/config.js';
import { Log } from '../logging/log.js';
import { Leases, type Lease } from '../mongo/leases.js';
import { Metrics } from '../metrics/metrics.js';

export interface Tick {
  readonly name: string;
  /** Pause between two runs, by the deployment's clock … */
  readonly everyMs: number;
  /** … but never less of the wall, however fast the clock runs. */
  readonly atLeastWallMs?: number;
  /** How long another node waits before it takes over from one that died; ms of the wall. */
  readonly leaseMs?: number;
  run(lease: Lease): Promise<void>;
}

const LEASE_MS = 5000;
const AT_LEAST_MS = 100;

/** Work that comes again and again and that one node does at a time. */
@Injectable()
export class Ticks implements BeforeApplicationShutdown {
  private readonly loops: Promise<void>[] = [];
  private readonly wakers = new Set<() => void>();
  private stopped = false;
  private readonly runs;

  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly leases: Leases,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.runs = metrics.counter('crosspoint_job_runs_total', 'Runs of background work', [
      'job',
      'outcome',
    ]);
  }

  /** Begins the work if this process is a worker; it ends with the process. */
  start(tick: Tick): void {
    if (this.config.roles.has('worker')) this.loops.push(this.loop(tick));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.wakers.forEach((wake) => wake());
    await Promise.allSettled(this.loops);
  }

  private async loop(tick: Tick): Promise<void> {
    const pauseMs = Math.max(this.clock.toWallMs(tick.everyMs), tick.atLeastWallMs ?? AT_LEAST_MS);
    const leaseMs = Math.max(tick.leaseMs ?? LEASE_MS, pauseMs * 2);
    while (!this.stopped) {
      await this.pause(pauseMs);
      if (this.stopped) return;
      try {
        const lease = await this.leases.take(`tick:${tick.name}`, leaseMs);
        if (!lease) continue;
        await tick.run(lease);
        this.runs.inc({ job: tick.name, outcome: 'done' });
      } catch (error) {
        this.runs.inc({ job: tick.name, outcome: 'failed' });
        this.log.error('job failed', { job: tick.name, error });
      }
    }
  }

  private async pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.wakers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.wakers.add(wake);
    });
  }
}
