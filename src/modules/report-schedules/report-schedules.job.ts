import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { DAY, MINUTE } from '../../common/time.js';
import { Jobs, type JobReport, type JobRun } from '../../platform/jobs/jobs.service.js';
import { ReportsService } from '../reports/reports.service.js';
import { ReportSchedulesService } from './report-schedules.service.js';

const KEPT_DAYS = 30;
/** Reports that are removed in one go. */
const BATCH = 100;

/** Asks for the reports that are due, each minute, and removes those that are past their time. */
@Injectable()
export class ReportSchedulesJob implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: Jobs,
    private readonly schedules: ReportSchedulesService,
    private readonly reports: ReportsService,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.start({
      name: 'report-schedules',
      description: 'Asks for the scheduled reports that are due; removes reports after 30 days',
      schedule: { everyMs: MINUTE },
      run: (run) => this.run(run),
    });
  }

  async run({ clientId, lease }: JobRun): Promise<JobReport> {
    const asked = await this.schedules.runDue(clientId, lease);
    const before = new Date(this.clock.now() - KEPT_DAYS * DAY);
    const removed = await this.reports.deleteOld(clientId, before, BATCH);
    return {
      did: `asked for ${asked} reports, removed ${removed}`,
      figures: { asked, removed },
      isComplete: lease.isHeld() && removed < BATCH,
    };
  }
}
