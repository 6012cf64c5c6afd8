import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Jobs, type JobReport, type JobRun } from '../../platform/jobs/jobs.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { Retention } from './retention.service.js';

/** After the day's figures are made. */
const MINUTES_INTO_DAY = 30;

/** Once in each of the company's days: what is past its time is deleted. */
@Injectable()
export class RetentionJob implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: Jobs,
    private readonly retention: Retention,
    private readonly settings: SettingsService,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.start({
      name: 'retention',
      description: 'Deletes what was kept for as long as it may be',
      schedule: { minutesIntoDay: MINUTES_INTO_DAY },
      run: (run) => this.run(run),
    });
  }

  async run({ clientId, lease }: JobRun): Promise<JobReport> {
    const { rules } = await this.settings.of(clientId);
    const deleted = await this.retention.deleteOld(clientId, rules.retentionDays, lease);
    const count = Object.values(deleted).reduce((sum, one) => sum + one, 0);
    const did = `deleted ${count} documents`;
    return { did, figures: deleted, isComplete: lease.isHeld() };
  }
}
