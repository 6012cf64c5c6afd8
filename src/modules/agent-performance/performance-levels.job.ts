import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { dayOf, HOUR } from '../../common/time.js';
import { Jobs, type JobReport, type JobRun } from '../../platform/jobs/jobs.service.js';
import { PerformanceCalculator } from './performance-calculator.service.js';

/** Every hour: today's rows as far as they are, and the levels that follow from thirty days. */
@Injectable()
export class PerformanceLevelsJob implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: Jobs,
    private readonly calculator: PerformanceCalculator,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.start({
      name: 'performance-levels',
      description: "Today's figures so far, and every agent's level from its last 30 days",
      schedule: { everyMs: HOUR },
      run: (run) => this.run(run),
    });
  }

  async run({ clientId, timezone, lease }: JobRun): Promise<JobReport> {
    const today = dayOf(this.clock.now(), timezone);
    const rows = (await this.calculator.updateDailyMetrics(clientId, today, lease)) ?? 0;
    const levels = await this.calculator.updateLevels(clientId, lease);
    return { did: `rows of ${today} so far, levels of 30 days`, figures: { rows, levels } };
  }
}
