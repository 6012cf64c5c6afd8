import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { MINUTE } from '../../common/time.js';
import { Jobs, type JobReport, type JobRun } from '../../platform/jobs/jobs.service.js';
import { AnomalyDetector } from './anomaly-detector.service.js';

/** When quarters of an hour have settled. */
const EVERY_MS = 15 * MINUTE;

/** Four times an hour: what has settled is compared with what was expected. */
@Injectable()
export class AnomaliesJob implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: Jobs,
    private readonly detector: AnomalyDetector,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.start({
      name: 'anomalies',
      description: 'Compares the last hours with what was expected of them',
      schedule: { everyMs: EVERY_MS },
      run: (run) => this.run(run),
    });
  }

  async run({ clientId, cursor, lease }: JobRun): Promise<JobReport> {
    const since = cursor === null ? null : new Date(cursor);
    const { hours, raised, resolved, upTo } = await this.detector.detectAnomalies(
      clientId,
      since,
      lease,
    );
    return {
      did: `looked at ${hours} hours`,
      figures: { hours, raised, resolved },
      cursor: upTo.toISOString(),
    };
  }
}
