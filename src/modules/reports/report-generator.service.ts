import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Ids } from '../../common/ids.js';
import { MINUTE, SECOND } from '../../common/time.js';
import type { Cell } from '../../common/xlsx.js';
import { EventStore } from '../../platform/events/event-store.js';
import { IDLE, Ticks } from '../../platform/jobs/ticks.js';
import { Log } from '../../platform/logging/log.js';
import { runForTenant } from '../../platform/mongo/request-context.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { writeReport } from '../report-writing/write-report.js';
import { ReportContent, type SizedContent } from '../report-content/report-content.service.js';
import { ReportFilesRepository } from './report-files.repository.js';
import { ReportLetters } from './report-letters.service.js';
import { reportEvent } from './reports.events.js';
import { ReportsRepository } from './reports.repository.js';
import type { Report } from './report.types.js';

const EVERY_MS = SECOND;
/** Reports that a node makes at once: a long one must not keep all others waiting. */
const AT_ONCE = 2;
/** A node that says nothing of a report for so long has lost it. */
const HELD_MS = MINUTE;
const HELD_WALL_MS = MINUTE;
/** How far it is, is stored and asked for so often; ms of the wall. */
const STEP_WALL_MS = 500;
/** … and told whenever so much more of it is done, in percent. */
const TELL_EVERY = 20;
/** A report that took down so many nodes is given up. */
const MOST_ATTEMPTS = 3;
const PIECE_BYTES = 256 * 1024;

/** It was cancelled, or another node has it: nothing of this attempt counts any more. */
class NoLongerOurs extends Error {}
/** This node ends: another shall begin anew. */
class NodeEnds extends Error {}

/**
 * Makes the reports that wait. A report is a document that a node takes for a while; its file is
 * stored piece by piece while its rows are read, so its size costs no memory. A node that dies leaves
 * the report to the next, which begins anew; what is half written is never given out.
 */
@Injectable()
export class ReportGenerator implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly atWork = new Set<Promise<void>>();
  private ends = false;

  constructor(
    private readonly reports: ReportsRepository,
    private readonly files: ReportFilesRepository,
    private readonly content: ReportContent,
    private readonly letters: ReportLetters,
    private readonly events: EventStore,
    private readonly transactions: Transactions,
    private readonly ticks: Ticks,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.ticks.start({
      name: 'reports',
      description: 'Makes the reports that were asked for',
      everyMs: EVERY_MS,
      atLeastWallMs: EVERY_MS / 2,
      run: () => this.run(),
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.ends = true;
    await Promise.allSettled(this.atWork);
  }

  /** Begins what waits, as far as this node has a place for it. */
  async run(): Promise<unknown> {
    let begun = 0;
    while (this.atWork.size < AT_ONCE && !this.ends) {
      const report = await this.reports.take(this.clock.date(), this.heldUntil());
      if (!report) break;
      begun += 1;
      const work = runForTenant(report.clientId, this.ids.next(), () => this.make(report));
      this.atWork.add(work);
      void work.finally(() => this.atWork.delete(work));
    }
    return begun === 0 ? IDLE : begun;
  }

  private async make(report: Report): Promise<void> {
    const began = this.clock.monotonicMs();
    try {
      if (report.attempt > MOST_ATTEMPTS) throw new Error('given up: it took down several nodes');
      await this.files.deleteUpTo({ ...report, attempt: report.attempt - 1 });
      const { rows, bytes } = await this.write(report, await this.content.of(report));
      await this.finish(report, rows, bytes);
      const ms = Math.round(this.clock.monotonicMs() - began);
      this.log.info('report made', { kind: 'performance', reportId: report._id, rows, bytes, ms });
    } catch (error) {
      await this.giveBack(report, error);
    }
  }

  /** Must not throw: nobody waits for it. What cannot be noted is taken again when its time is over. */
  private async giveBack(report: Report, error: unknown): Promise<void> {
    try {
      if (error instanceof NoLongerOurs) {
        await this.files.deleteUpTo(report);
        return;
      }
      if (error instanceof NodeEnds) {
        await this.reports.update(report, { state: 'queued', heldUntil: null });
        return;
      }
      this.log.error('report failed', { reportId: report._id, error });
      await this.fail(report, error instanceof Error ? error.name : 'unknown');
    } catch (failure) {
      this.log.error('end of a report not noted', { reportId: report._id, error: failure });
    }
  }

  private async write(report: Report, { content, total }: SizedContent) {
    const progress = new Progress(total);
    const rows = this.watched(report, content.rows, progress);
    let waiting: Buffer[] = [];
    let size = 0;
    let bytes = 0;
    let number = 0;
    const store = async (): Promise<void> => {
      if (size === 0) return;
      await this.files.add(report, number, Buffer.concat(waiting), this.clock.date());
      number += 1;
      waiting = [];
      size = 0;
    };
    for await (const piece of writeReport({ ...content, rows }, report.format)) {
      waiting.push(Buffer.from(piece));
      size += piece.length;
      bytes += piece.length;
      if (size >= PIECE_BYTES) await store();
    }
    await store();
    return { rows: progress.rows, bytes };
  }

  /** The rows as they are read; every half second it is asked whether somebody still wants them. */
  private async *watched(
    report: Report,
    rows: AsyncIterable<readonly Cell[]>,
    progress: Progress,
  ): AsyncGenerator<readonly Cell[]> {
    let steppedAt = this.clock.monotonicMs();
    let told = 0;
    for await (const row of rows) {
      yield row;
      progress.rows += 1;
      if (this.clock.monotonicMs() - steppedAt < STEP_WALL_MS) continue;
      if (this.ends) throw new NodeEnds();
      steppedAt = this.clock.monotonicMs();
      const isToTell = progress.percent >= told + TELL_EVERY;
      await this.step(report, progress, isToTell);
      if (isToTell) told = progress.percent;
    }
  }

  private async step(
    report: Report,
    { rows, percent }: Progress,
    isToTell: boolean,
  ): Promise<void> {
    const change = { rows, progress: percent, heldUntil: this.heldUntil() };
    if (!isToTell) {
      if (!(await this.reports.update(report, change))) throw new NoLongerOurs();
      return;
    }
    await this.transactions.run(async (session) => {
      if (!(await this.reports.update(report, change, session))) throw new NoLongerOurs();
      const at = this.clock.date();
      await this.events.append(session, [reportEvent({ ...report, rows }, 'running', percent, at)]);
    });
  }

  private async finish(report: Report, rows: number, bytes: number): Promise<void> {
    const letters = await this.letters.of({ ...report, rows, bytes });
    await this.transactions.run(async (session) => {
      const mailIds = await this.letters.put(session, report.clientId, letters);
      const endedAt = this.clock.date();
      const change = {
        state: 'ready',
        progress: 100,
        rows,
        bytes,
        endedAt,
        heldUntil: null,
        mailIds,
      } as const;
      if (!(await this.reports.update(report, change, session))) throw new NoLongerOurs();
      await this.events.append(session, [reportEvent({ ...report, rows }, 'ready', 100, endedAt)]);
    });
  }

  private async fail(report: Report, error: string): Promise<void> {
    await this.files.delete(report.clientId, [report._id]);
    await this.transactions.run(async (session) => {
      const endedAt = this.clock.date();
      const change = { state: 'failed', endedAt, heldUntil: null, error } as const;
      if (!(await this.reports.update(report, change, session))) return;
      await this.events.append(session, [reportEvent(report, 'failed', report.progress, endedAt)]);
    });
  }

  private heldUntil(): Date {
    const heldMs = Math.max(HELD_MS, this.clock.fromWallMs(HELD_WALL_MS));
    return new Date(this.clock.now() + heldMs);
  }
}

/** How many rows are written, and how much of the whole that is. */
class Progress {
  rows = 0;

  constructor(private readonly total: number) {}

  /** 100 only when it is ready. */
  get percent(): number {
    return this.total === 0 ? 0 : Math.min(99, Math.floor((100 * this.rows) / this.total));
  }
}
