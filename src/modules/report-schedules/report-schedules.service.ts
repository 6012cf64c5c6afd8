import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { CommonErrors } from '../../common/errors.js';
import { Ids, type TenantId } from '../../common/ids.js';
import { dayOf } from '../../common/time.js';
import type { Lease } from '../../platform/mongo/leases.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import type { ReportRequest } from '../reports/report.types.js';
import { ReportsService, type Asker } from '../reports/reports.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { ReportScheduleErrors } from './report-schedules.errors.js';
import { ReportSchedulesRepository } from './report-schedules.repository.js';
import type { ReportSchedule } from './report-schedule.types.js';
import { nextDue, periodOn, type Span, type Timing } from './timing.domain.js';

const MOST_SCHEDULES = 50;

/** What somebody wants to get again and again; its period is put in when it is made. */
export interface NewSchedule {
  readonly timing: Timing;
  readonly span: Span;
  readonly request: ReportRequest;
}

/** Reports that are made and sent again and again. */
@Injectable()
export class ReportSchedulesService {
  constructor(
    private readonly schedules: ReportSchedulesRepository,
    private readonly reports: ReportsService,
    private readonly settings: SettingsService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async list(clientId: TenantId): Promise<readonly ReportSchedule[]> {
    return await this.schedules.list(clientId);
  }

  /**
   * @throws CommonErrors.VALIDATION_ERROR, AgentErrors.AGENT_NOT_FOUND, TeamErrors.TEAM_NOT_FOUND,
   *   ReportScheduleErrors.REPORT_SCHEDULE_LIMIT_REACHED
   */
  async create(asker: Asker, { timing, span, request }: NewSchedule): Promise<ReportSchedule> {
    const { clientId, agentId: createdBy } = asker;
    if ((request.type === 'forecast') !== (span === 'next_14_days')) {
      const message = 'must be next_14_days for a forecast, and another for what is over';
      throw CommonErrors.VALIDATION_ERROR({ details: [{ field: 'span', message }] });
    }
    await this.reports.check(clientId, request);
    const { timezone } = await this.settings.of(clientId);
    const createdAt = this.clock.date();
    const schedule: ReportSchedule = {
      _id: this.ids.next(),
      clientId,
      timing,
      span,
      request,
      nextDueAt: nextDue(timing, createdAt, timezone),
      lastDueAt: null,
      lastReportId: null,
      createdBy,
      createdAt,
    };
    await this.transactions.run(async (session) => {
      if ((await this.schedules.count(session, clientId)) >= MOST_SCHEDULES) {
        throw ReportScheduleErrors.REPORT_SCHEDULE_LIMIT_REACHED();
      }
      await this.schedules.insert(session, schedule);
    });
    return schedule;
  }

  /** @throws ReportScheduleErrors.REPORT_SCHEDULE_NOT_FOUND */
  async delete(clientId: TenantId, id: string): Promise<void> {
    const wasThere = await this.schedules.delete(clientId, id);
    if (!wasThere) throw ReportScheduleErrors.REPORT_SCHEDULE_NOT_FOUND();
  }

  /**
   * Asks for every report that is due; how many. Each is asked for once: report and next time are one
   * transaction. What was missed while nobody was there is made once, not as often as it was due.
   */
  async runDue(clientId: TenantId, lease: Lease): Promise<number> {
    const { timezone } = await this.settings.of(clientId);
    const now = this.clock.date();
    let asked = 0;
    for (const schedule of await this.schedules.listDue(clientId, now)) {
      if (!lease.isHeld()) break;
      const { request, span, timing, createdBy: agentId, _id } = schedule;
      const period = periodOn(span, dayOf(now.getTime(), timezone));
      const filled = { ...request, filter: { ...request.filter, ...period } };
      const reportId = this.ids.next();
      const wasDue = await this.transactions.run(async (session) => {
        await lease.fence(session);
        const next = nextDue(timing, now, timezone);
        if (!(await this.schedules.moveOn(session, schedule, next, reportId))) return false;
        const asker = { clientId, agentId };
        await this.reports.put(session, asker, filled, { id: reportId, scheduleId: _id });
        return true;
      });
      if (wasDue) asked += 1;
    }
    return asked;
  }
}
