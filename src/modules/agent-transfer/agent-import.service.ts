import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { CommonErrors } from '../../common/errors.js';
import type { Principal } from '../../platform/http/auth.decorators.js';
import { linesOf, type FileLine } from '../../platform/files/csv-lines.js';
import { toDomainError } from '../../platform/http/errors.filter.js';
import type { Upload } from '../../platform/http/upload.js';
import { Log } from '../../platform/logging/log.js';
import { MailOutbox } from '../../platform/mail/mail-outbox.js';
import { SettingsService } from '../settings/settings.service.js';
import type { LineReport } from './agent-import.types.js';
import { AgentImportsRepository } from './agent-imports.repository.js';
import { readHeader, type Header } from './columns.domain.js';
import { ImportBatch, type ImportPlan } from './import-batch.service.js';
import { ImportClaims } from './import-claims.service.js';

/**
 * Lines that one transaction stores: few, so that they are forgotten while they are young. With 200
 * of them the server grew by some KB a line, until the next collection of all its memory.
 */
const BATCH = 50;
const MOST_LINES = 100_000;

export interface ImportOptions {
  /** An e-mail to each new agent? */
  readonly notify: boolean;
  /** A repeat with the same one is told what came of the first. */
  readonly key: string | null;
}

/**
 * Makes agents of the lines of a file. The report is sent while the work goes on, so neither file
 * nor report is ever in memory as a whole. A client that goes away does not end the work.
 */
@Injectable()
export class AgentImport {
  constructor(
    private readonly batch: ImportBatch,
    private readonly claims: ImportClaims,
    private readonly repository: AgentImportsRepository,
    private readonly settings: SettingsService,
    private readonly outbox: MailOutbox,
    private readonly log: Log,
  ) {}

  /**
   * Begins, and answers the report as JSON in pieces.
   * @throws CommonErrors.VALIDATION_ERROR for what is no file of agents, IDEMPOTENCY_KEY_REUSED,
   * IDEMPOTENCY_IN_PROGRESS
   */
  async start(me: Principal, file: Upload, { notify, key }: ImportOptions): Promise<Readable> {
    const lines = linesOf(file.path);
    try {
      const header = await headerOf(lines);
      const hash = `${file.hash}:${notify}`;
      const plan: ImportPlan = {
        clientId: me.clientId,
        company: (await this.settings.of(me.clientId)).name,
        header,
        sendsMail: notify && this.outbox.canSend(),
        record: key === null ? null : await this.claims.claim(me, key, hash),
      };
      const report = new Report(this.notices(header, notify));
      void this.work(plan, lines, report).then(() => this.close(lines, file));
      return report.stream;
    } catch (error) {
      await this.close(lines, file);
      throw error;
    }
  }

  private async work(
    plan: ImportPlan,
    lines: AsyncIterator<FileLine>,
    report: Report,
  ): Promise<void> {
    try {
      let place = 0;
      for (;;) {
        const some = await take(lines, Math.min(BATCH, MOST_LINES - place));
        if (some.length === 0) break;
        await report.add(await this.workOff(plan, place, some));
        place += some.length;
      }
      if (place === MOST_LINES && (await take(lines, 1)).length > 0) {
        report.notice(`Only the first ${MOST_LINES} agents of the file were read.`);
      }
      if (plan.record) await this.repository.finish(plan.record);
      this.log.info('agents imported', report.counts());
      await report.end();
    } catch (thrown) {
      this.log.error('import stopped', { ...report.counts(), error: thrown });
      const { code, message } = toDomainError(thrown);
      await report.end({ code, message });
    }
  }

  /** What came of these lines, now or when they were worked off before. */
  private async workOff(
    plan: ImportPlan,
    place: number,
    lines: readonly FileLine[],
  ): Promise<readonly LineReport[]> {
    const { record } = plan;
    const before = record ? await this.repository.recorded(record, place, lines.length) : [];
    if (before.length === lines.length) return before;
    const rest = lines.slice(before.length);
    return [...before, ...(await this.batch.run(plan, place + before.length, rest))];
  }

  private async close(lines: AsyncGenerator<FileLine>, file: Upload): Promise<void> {
    try {
      await lines.return(undefined);
      await file.remove();
    } catch (error) {
      this.log.warn('uploaded file not removed', { error });
    }
  }

  private notices({ unread, columns }: Header, notify: boolean): string[] {
    const reset = 'POST /api/agents/{id}/reset-password gives an agent a password.';
    const isMailed = notify && this.outbox.canSend();
    const given = new Set(columns);
    return [
      ...(unread.length > 0 ? [`These columns are not read: ${unread.join(', ')}`] : []),
      ...(given.has('id') && given.has('externalId')
        ? ['Where a line has an id, that is its externalId; the column externalId is not read.']
        : []),
      ...(notify && !isMailed ? [`No e-mail is sent, as SMTP_URL is not set. ${reset}`] : []),
      ...(notify ? [] : [`No e-mail is sent, as you asked. ${reset}`]),
    ];
  }
}

/** A report that is sent as it is made: `{ lines: [ … ], created, failed, … }`. */
class Report {
  readonly stream = new PassThrough();
  private created = 0;
  private failed = 0;
  private notified = 0;
  private hasLines = false;

  constructor(private readonly notices: string[]) {
    // Whoever went away hears nothing more; the work goes on.
    this.stream.on('error', () => undefined);
    this.stream.write('{"lines":[');
  }

  counts() {
    const { created, failed, notified } = this;
    return { created, failed, notified };
  }

  notice(text: string): void {
    this.notices.push(text);
  }

  async add(reports: readonly LineReport[]): Promise<void> {
    for (const report of reports) {
      if (report.status === 'failed') this.failed += 1;
      else this.created += 1;
      if (report.status === 'created' && report.notified) this.notified += 1;
    }
    const text = reports.map((report) => JSON.stringify(report)).join(',\n');
    await this.write(`${this.hasLines ? ',' : ''}\n${text}`);
    this.hasLines = true;
  }

  async end(error?: { readonly code: string; readonly message: string }): Promise<void> {
    const { notices } = this;
    const rest = { ...this.counts(), notices, complete: !error, ...(error && { error }) };
    await this.write(`\n],${JSON.stringify(rest).slice(1)}`);
    this.stream.end();
  }

  private async write(text: string): Promise<void> {
    if (this.stream.destroyed || this.stream.write(text)) return;
    const gone = new AbortController();
    const { signal } = gone;
    await Promise.race([
      once(this.stream, 'drain', { signal }),
      once(this.stream, 'close', { signal }),
    ])
      .catch(() => undefined)
      .finally(() => gone.abort());
  }
}

async function headerOf(lines: AsyncIterator<FileLine>): Promise<Header> {
  const [first] = await take(lines, 1);
  const cells = first && 'cells' in first ? first.cells : [];
  const header = readHeader(cells);
  if ('problems' in header) throw CommonErrors.VALIDATION_ERROR({ details: header.problems });
  return header;
}

async function take(lines: AsyncIterator<FileLine>, count: number): Promise<FileLine[]> {
  const taken: FileLine[] = [];
  while (taken.length < count) {
    const next = await lines.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}
