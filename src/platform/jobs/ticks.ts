import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { MINUTE } from '../../common/time.js';
import { Config } from '../../config/config.js';
import { Log } from '../logging/log.js';
import { Leases, type Lease } from '../mongo/leases.js';
import { Metrics } from '../metrics/metrics.js';
import type { JobOutcome } from './job.schema.js';
import { LoopRecords } from './loop-records.js';
import { NODE_NAME } from './node-name.js';

export interface Tick {
  readonly name: string;
  /** In plain words, for administrators: its last turn is noted. Left out: only its lease is. */
  readonly description?: string;
  /** Pause between two runs, by the deployment's clock … */
  readonly everyMs: number;
  /** … but never less of the wall, however fast the clock runs. */
  readonly atLeastWallMs?: number;
  /** How long another node waits before it takes over from one that died; ms of the wall. */
  readonly leaseMs?: number;
  /** May answer `IDLE` when there was nothing to do: such a turn is not counted. */
  run(lease: Lease): Promise<unknown>;
}

/** There was nothing to do. */
export const IDLE = Symbol('idle');

const LEASE_MS = 5000;
const AT_LEAST_MS = 100;
/** Turns are noted so often, and whenever the outcome changes: many come several times a second. */
const NOTE_EVERY_WALL_MS = MINUTE;

/** Work that comes again and again and that one node does at a time. */
@Injectable()
export class Ticks implements BeforeApplicationShutdown {
  private readonly loops: Promise<void>[] = [];
  private readonly wakers = new Map<string, () => void>();
  private readonly noted = new Map<string, { outcome: JobOutcome; atMs: number }>();
  private stopped = false;
  private readonly runs;

  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly leases: Leases,
    private readonly records: LoopRecords,
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

  /** Lets a loop of this process begin its next turn now. */
  wake(name: string): void {
    this.wakers.get(name)?.();
  }

  /** Counts a run for `/metrics`. */
  count(job: string, outcome: JobOutcome): void {
    this.runs.inc({ job, outcome });
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
      await this.pause(tick.name, pauseMs);
      if (this.stopped) return;
      const startedAt = this.clock.date();
      try {
        const lease = await this.leases.take(`tick:${tick.name}`, leaseMs);
        if (!lease) continue;
        if ((await tick.run(lease)) === IDLE) continue;
        this.count(tick.name, 'done');
        await this.note(tick, startedAt, 'done');
      } catch (error) {
        this.count(tick.name, 'failed');
        this.log.error('job failed', { job: tick.name, error });
        await this.note(tick, startedAt, 'failed');
      }
    }
  }

  private async note(tick: Tick, lastStartedAt: Date, outcome: JobOutcome): Promise<void> {
    const { name: _id, description, everyMs } = tick;
    if (description === undefined) return;
    const atMs = this.clock.monotonicMs();
    const last = this.noted.get(_id);
    if (last?.outcome === outcome && atMs - last.atMs < NOTE_EVERY_WALL_MS) return;
    this.noted.set(_id, { outcome, atMs });
    const lastEndedAt = this.clock.date();
    const node = NODE_NAME;
    await this.records
      .note({ _id, description, everyMs, lastStartedAt, lastEndedAt, outcome, node })
      .catch(() => this.noted.delete(_id));
  }

  private async pause(name: string, ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.wakers.delete(name);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.wakers.set(name, wake);
    });
  }
}
