import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { CommonErrors } from '../../common/errors.js';
import { Ids, type AgentId, type TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { EventStore } from '../../platform/events/event-store.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { AgentsService } from '../agents/agents.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { TeamsService } from '../teams/teams.service.js';
import { problemsOf } from './report-request.domain.js';
import { ReportFilesRepository } from './report-files.repository.js';
import { ReportErrors } from './reports.errors.js';
import { reportEvent } from './reports.events.js';
import { ReportsRepository, type ReportsFilter } from './reports.repository.js';
import type { Report, ReportRequest } from './report.types.js';

/** A company's reports that may be on their way at once. */
const MOST_ON_THEIR_WAY = 20;

/** Who wants a report. */
export interface Asker {
  readonly clientId: TenantId;
  readonly agentId: AgentId;
}

/** Reports that people ask for, cancel and take away. */
@Injectable()
export class ReportsService {
  constructor(
    private readonly reports: ReportsRepository,
    private readonly files: ReportFilesRepository,
    private readonly settings: SettingsService,
    private readonly agents: AgentsService,
    private readonly teams: TeamsService,
    private readonly events: EventStore,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * Puts a report in line; a node makes it soon.
   * @throws CommonErrors.VALIDATION_ERROR, AgentErrors.AGENT_NOT_FOUND, TeamErrors.TEAM_NOT_FOUND,
   *   ReportErrors.REPORT_LIMIT_REACHED
   */
  async create(asker: Asker, request: ReportRequest): Promise<Report> {
    await this.check(asker.clientId, request);
    return await this.transactions.run(async (session) => {
      const onTheirWay = await this.reports.countOnTheirWay(session, asker.clientId);
      if (onTheirWay >= MOST_ON_THEIR_WAY) throw ReportErrors.REPORT_LIMIT_REACHED();
      return await this.put(session, asker, request, { id: this.ids.next(), scheduleId: null });
    });
  }

  /** Puts a checked request in line in the caller's transaction. */
  async put(
    session: ClientSession,
    { clientId, agentId }: Asker,
    request: ReportRequest,
    { id, scheduleId }: { readonly id: string; readonly scheduleId: string | null },
  ): Promise<Report> {
    const createdAt = this.clock.date();
    const report: Report = {
      ...request,
      _id: id,
      clientId,
      state: 'queued',
      progress: 0,
      rows: 0,
      bytes: 0,
      createdBy: agentId,
      scheduleId,
      createdAt,
      startedAt: null,
      endedAt: null,
      error: null,
      attempt: 0,
      heldUntil: null,
      mailIds: [],
    };
    await this.reports.insert(session, report);
    await this.events.append(session, [reportEvent(report, 'queued', 0, createdAt)]);
    return report;
  }

  /**
   * Is there everything that a report is about?
   * @throws CommonErrors.VALIDATION_ERROR, AgentErrors.AGENT_NOT_FOUND, TeamErrors.TEAM_NOT_FOUND
   */
  async check(clientId: TenantId, request: ReportRequest): Promise<void> {
    const { sectors } = await this.settings.of(clientId);
    const details = problemsOf(request, sectors);
    if (details.length > 0) throw CommonErrors.VALIDATION_ERROR({ details });
    const { agentId, teamId } = request.filter;
    if (agentId !== null) await this.agents.get(clientId, agentId);
    if (teamId !== null) await this.teams.get(clientId, teamId);
  }

  async list(clientId: TenantId, filter: ReportsFilter, page: PageRequest): Promise<Page<Report>> {
    return await this.reports.list(clientId, filter, page);
  }

  /** @throws ReportErrors.REPORT_NOT_FOUND */
  async get(clientId: TenantId, id: string): Promise<Report> {
    const report = await this.reports.find(clientId, id);
    if (!report) throw ReportErrors.REPORT_NOT_FOUND();
    return report;
  }

  /**
   * Ends a report that is on its way, and removes the file of one that is ready. Said twice, it
   * changes nothing the second time; nor is there anything to end of one that failed.
   * @throws ReportErrors.REPORT_NOT_FOUND
   */
  async cancel(clientId: TenantId, id: string): Promise<Report> {
    const cancelled = await this.transactions.run(async (session) => {
      const report = await this.reports.find(clientId, id, session);
      if (!report) throw ReportErrors.REPORT_NOT_FOUND();
      if (report.state === 'cancelled' || report.state === 'failed') return report;
      const at = this.clock.date();
      const changed = await this.reports.cancel(session, report, at);
      await this.events.append(session, [reportEvent(changed, 'cancelled', report.progress, at)]);
      return changed;
    });
    await this.files.delete(clientId, [id]);
    return cancelled;
  }

  /**
   * The file, in pieces.
   * @throws ReportErrors.REPORT_NOT_FOUND, REPORT_NOT_READY
   */
  async file(clientId: TenantId, id: string): Promise<{ report: Report; stream: Readable }> {
    const report = await this.get(clientId, id);
    if (report.state !== 'ready') throw ReportErrors.REPORT_NOT_READY();
    return { report, stream: Readable.from(this.files.read(report), { objectMode: false }) };
  }

  /** Removes reports from before a moment, a piece at a time; how many. */
  async deleteOld(clientId: TenantId, before: Date, limit: number): Promise<number> {
    const ids = await this.reports.listOld(clientId, before, limit);
    await this.files.delete(clientId, ids);
    await this.reports.delete(clientId, ids);
    return ids.length;
  }
}
