import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Jobs, type JobReport, type JobRun } from '../../platform/jobs/jobs.service.js';
import { PredictiveAnalytics } from './predictive-analytics.service.js';

/** The name by which it can be run by hand. */
export const FORECASTS_JOB = 'forecasts';
/** When the day before is folded. */
const MINUTES_INTO_DAY = 10;

/** Once in each of the company's days. */
@Injectable()
export class ForecastsJob implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: Jobs,
    private readonly predictions: PredictiveAnalytics,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.start({
      name: FORECASTS_JOB,
      description: 'Forecasts the calls of the next 14 days, and scores the past forecasts',
      schedule: { minutesIntoDay: MINUTES_INTO_DAY },
      run: (run) => this.run(run),
    });
  }

  async run({ clientId, lease }: JobRun): Promise<JobReport> {
    const done = await this.predictions.run(clientId, lease);
    const did = `${done.forecasts} forecasts, ${done.refused} with too few days to learn from`;
    return { did, figures: { ...done }, isComplete: lease.isHeld() };
  }
}
