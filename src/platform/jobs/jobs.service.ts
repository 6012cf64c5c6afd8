import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Ids, type TenantId } from '../../common/ids.js';
import { MINUTE, SECOND } from '../../common/time.js';
import { Config } from '../../config/config.js';
import { Log } from '../logging/log.js';
import { ChangeFeeds, touches, type Change } from '../mongo/change-feed.js';
import { LeaseLostError, Leases, type Lease } from '../mongo/leases.js';
import { runForTenant } from '../mongo/request-context.js';
import type { JobRecord } from './job.schema.js';
import { nextRunAt, type Schedule } from './jobs.domain.js';
import { JobErrors } from './jobs.errors.js';
import { JobsRepository, newRecord } from './jobs.repository.js';
import { LoopRecords, type LoopRecord } from './loop-records.js';
import { NODE_NAME } from './node-name.js';
import { TenantList, type TenantZone } from './tenant-list.port.js';
import { IDLE, Ticks } from './ticks.js';

/** For whom a job runs, and what proves that it still may. */
export interface JobRun extends TenantZone {
  /** Fences the transactions of the run: a node that lost its lease commits nothing more. */
  readonly lease: Lease;
  /** What the last run left. */
  readonly cursor: string | null;
}

export interface JobReport {
  /** In a few words. */
  readonly did: string;
  readonly figures: Readonly<Record<string, number>>;
  /** For the next run; left out: as it was. */
  readonly cursor?: string;
  /** Is there something left that can only be done in a while? */
  readonly isComplete?: boolean;
}

/** Work for each tenant, in its own time. Must do nothing twice: a run may be repeated or come late. */
export interface Job {
  readonly name: string;
  /** In plain words, for administrators. */
  readonly description: string;
  readonly schedule: Schedule;
  run(run: JobRun): Promise<JobReport>;
}

/** So often a node looks whose turn it is; what is asked for by hand wakes it. */
const LOOK_MS = 5 * SECOND;
const LOOK_AT_LEAST_WALL_MS = SECOND;
const LEASE_MS = 15 * SECOND;
const RENEW_MS = LEASE_MS / 3;
/** A run that failed is tried again after so long … */
const RETRY_MS = MINUTE;
/** … and one that left something to do. */
const REST_MS = 10 * SECOND;
/** How long an answer waits for the end of a run that was asked for; ms of the wall. */
const ANSWER_WITHIN_MS = 10 * SECOND;
const POLL_MS = 50;

interface Known {
  readonly record: JobRecord;
  /** Not again before this moment of the clock. */
  readonly notBeforeMs: number;
}

/**
 * Named jobs that run for each tenant in its turn, on one node at a time. What a run did stands in
 * the record of the job and in one line of the log for each sweep over the tenants that were due.
 */
@Injectable()
export class Jobs implements OnApplicationBootstrap {
  private readonly jobs = new Map<string, Job>();
  /** What is known of each job's tenants while this node leads it, and under which lease. */
  private readonly known = new Map<string, { token: number; tenants: Map<TenantId, Known> }>();

  constructor(
    private readonly repository: JobsRepository,
    private readonly loops: LoopRecords,
    private readonly tenants: TenantList,
    private readonly ticks: Ticks,
    private readonly leases: Leases,
    private readonly feeds: ChangeFeeds,
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.roles.has('worker')) return;
    await this.feeds.follow({
      name: 'jobs',
      collections: ['jobs'],
      operations: ['update'],
      wants: (change) => touches(change, ['requestedAt']),
      onReset: () => Promise.resolve(),
      onChange: (change) => this.ticks.wake(nameOf(change)),
    });
  }

  /** Makes a job known, and begins it where this process is a worker. */
  start(job: Job): void {
    this.jobs.set(job.name, job);
    this.ticks.start({
      name: job.name,
      everyMs: LOOK_MS,
      atLeastWallMs: LOOK_AT_LEAST_WALL_MS,
      leaseMs: LEASE_MS,
      run: async (lease) => {
        await this.sweep(job, lease);
        return IDLE;
      },
    });
  }

  /** A tenant's jobs, and the work that serves all tenants together. */
  async list(clientId: TenantId): Promise<{
    readonly jobs: readonly { readonly job: Job; readonly record: JobRecord }[];
    readonly loops: readonly LoopRecord[];
  }> {
    const [records, loops] = await Promise.all([this.repository.list(clientId), this.loops.list()]);
    const byName = new Map(records.map((record) => [record.name, record]));
    const jobs = [...this.jobs.values()].map((job) => ({
      job,
      record: byName.get(job.name) ?? newRecord(job.name, clientId),
    }));
    return { jobs, loops };
  }

  /**
   * Has a worker run a job for one tenant now. Answers when it is done, or as it is after ten
   * seconds: the run goes on. A request that was accepted is not lost with the node that took it.
   * @throws JobErrors.JOB_NOT_FOUND, JOB_RUNNING, JOB_NOT_YOURS
   */
  async runNow(
    clientId: TenantId,
    name: string,
  ): Promise<{ readonly job: Job; readonly record: JobRecord }> {
    const job = this.jobs.get(name);
    if (!job) {
      const isLoop = (await this.loops.list()).some((loop) => loop._id === name);
      throw isLoop ? JobErrors.JOB_NOT_YOURS() : JobErrors.JOB_NOT_FOUND();
    }
    let record = await this.repository.request(name, clientId, this.clock.date());
    if (!record) throw JobErrors.JOB_RUNNING();
    const { runs } = record;
    const until = this.clock.monotonicMs() + ANSWER_WITHIN_MS;
    while (record.isRunning || record.runs === runs) {
      if (this.clock.monotonicMs() > until) break;
      await sleep(POLL_MS);
      record = (await this.repository.find(name, clientId)) ?? record;
    }
    return { job, record };
  }

  private async sweep(job: Job, lease: Lease): Promise<void> {
    const due = await this.due(job, lease);
    if (due.length === 0) return;
    const began = this.clock.monotonicMs();
    const renewal = setInterval(() => {
      this.leases.take(lease.name, LEASE_MS).catch(() => undefined);
    }, RENEW_MS);
    const figures = new Map<string, number>();
    let done = 0;
    let failed = 0;
    try {
      for (const tenant of due) {
        if (!lease.isHeld()) break;
        const report = await this.runFor(job, tenant, lease);
        if (report) done += 1;
        else failed += 1;
        for (const [name, value] of Object.entries(report?.figures ?? {})) {
          figures.set(name, (figures.get(name) ?? 0) + value);
        }
      }
    } finally {
      clearInterval(renewal);
    }
    const ms = Math.round(this.clock.monotonicMs() - began);
    const what = {
      kind: 'performance' as const,
      job: job.name,
      tenants: done,
      failed,
      ...Object.fromEntries(figures),
      ms,
    };
    this.log.info('job done', what);
  }

  /** The tenants whose turn it is, or who wait for a run by hand. */
  private async due(job: Job, lease: Lease): Promise<TenantZone[]> {
    const known = await this.knownOf(job, lease);
    const [tenants, requested] = await Promise.all([
      this.tenants.list(),
      this.repository.requested(job.name),
    ]);
    const now = this.clock.now();
    return tenants.filter(({ clientId, timezone }) => {
      if (requested.includes(clientId)) return true;
      const { record, notBeforeMs } = known.get(clientId) ?? {};
      if ((notBeforeMs ?? 0) > now) return false;
      const last = record?.completeAt;
      return !last || nextRunAt(job.schedule, last, timezone).getTime() <= now;
    });
  }

  /** Read when this node takes the lead; from then on nobody else writes them. */
  private async knownOf(job: Job, lease: Lease): Promise<Map<TenantId, Known>> {
    const known = this.known.get(job.name);
    if (known?.token === lease.token) return known.tenants;
    const records = await this.repository.listAll(job.name);
    const tenants = new Map<TenantId, Known>(
      records.map((record) => {
        // A run whose node died is begun anew, whenever the last whole one was.
        const completeAt = record.isRunning ? null : record.completeAt;
        return [record.clientId, { record: { ...record, completeAt }, notBeforeMs: 0 }];
      }),
    );
    this.known.set(job.name, { token: lease.token, tenants });
    return tenants;
  }

  /** One run; null when it failed. One tenant's trouble must not keep the others waiting. */
  private async runFor(job: Job, tenant: TenantZone, lease: Lease): Promise<JobReport | null> {
    const { clientId, timezone } = tenant;
    const requestId = this.ids.next();
    return await runForTenant(clientId, requestId, async () => {
      const at = this.clock.date();
      try {
        const before = await this.repository.begin(job.name, clientId, at, NODE_NAME);
        const report = await job.run({ ...tenant, lease, cursor: before.cursor });
        const isComplete = report.isComplete ?? true;
        const completeAt = isComplete ? at : before.completeAt;
        const next = isComplete ? nextRunAt(job.schedule, at, timezone) : this.later(REST_MS);
        await this.note(job, before, isComplete ? 0 : next.getTime(), {
          completeAt,
          nextRunAt: next,
          outcome: 'done',
          did: report.did,
          figures: report.figures,
          error: null,
          ...(report.cursor !== undefined && { cursor: report.cursor }),
        });
        this.ticks.count(job.name, 'done');
        return report;
      } catch (error) {
        this.ticks.count(job.name, 'failed');
        // The node that took over runs it again, and tells.
        if (error instanceof LeaseLostError) return null;
        this.log.error('job failed', { job: job.name, error });
        const next = this.later(RETRY_MS);
        const kind = error instanceof Error ? error.name : 'unknown';
        await this.note(job, newRecord(job.name, clientId), next.getTime(), {
          nextRunAt: next,
          outcome: 'failed',
          error: { at: this.clock.date(), kind },
        }).catch(() => undefined);
        return null;
      }
    });
  }

  private async note(
    job: Job,
    before: JobRecord,
    notBeforeMs: number,
    result: Partial<JobRecord>,
  ): Promise<void> {
    const { clientId } = before;
    const tenants = this.known.get(job.name)?.tenants;
    const earlier = tenants?.get(clientId)?.record ?? before;
    tenants?.set(clientId, { record: { ...earlier, ...result }, notBeforeMs });
    const ended = { ...result, lastEndedAt: this.clock.date() };
    await this.repository.end(job.name, clientId, NODE_NAME, ended);
  }

  private later(ms: number): Date {
    return new Date(this.clock.now() + ms);
  }
}

/** A record's id is `<name>:<clientId>`. */
const nameOf = (change: Change): string => String(change.documentKey._id).split(':')[0] ?? '';
