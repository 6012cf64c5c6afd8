import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { TenantId } from '../../common/ids.js';
import { shiftDay } from '../../common/period.js';
import { dayOf } from '../../common/time.js';
import { Jobs, type JobReport, type JobRun } from '../../platform/jobs/jobs.service.js';
import { AgentActivities } from '../agents/agent-activities.service.js';
import { PerformanceCalculator } from './performance-calculator.service.js';

/** Days that are made up for at most: as far back as anybody can look. */
const MOST_DAYS = 90;

/**
 * At 00:01 of each company's day: yesterday's rows, and those of every day that was missed, the
 * counters of the new day, and the levels.
 */
@Injectable()
export class DailyMetricsJob implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: Jobs,
    private readonly calculator: PerformanceCalculator,
    private readonly activities: AgentActivities,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.start({
      name: 'daily-metrics',
      description: "Yesterday's figures of every agent; begins the counters of the new day",
      schedule: { minutesIntoDay: 1 },
      run: (run) => this.run(run),
    });
  }

  /** Run twice, or late, it gives the same rows. */
  async run({ clientId, timezone, lease, cursor }: JobRun): Promise<JobReport> {
    const yesterday = shiftDay(dayOf(this.clock.now(), timezone), -1);
    let day = cursor === null ? await this.firstDay(clientId, timezone) : shiftDay(cursor, 1);
    if (day < shiftDay(yesterday, 1 - MOST_DAYS)) day = shiftDay(yesterday, 1 - MOST_DAYS);
    if (day > yesterday) day = yesterday;
    let days = 0;
    let rows = 0;
    let done = cursor;
    for (; day <= yesterday && lease.isHeld(); day = shiftDay(day, 1)) {
      const stored = await this.calculator.updateDailyMetrics(clientId, day, lease);
      if (stored === null) break;
      days += 1;
      rows += stored;
      done = day;
    }
    await this.calculator.beginDay(clientId, lease);
    const levels = await this.calculator.updateLevels(clientId, lease);
    return {
      did: day <= yesterday ? `waits until it is known who was there on ${day}` : `rows to ${day}`,
      figures: { days, rows, levels },
      isComplete: day > yesterday,
      ...(done !== null && { cursor: done }),
    };
  }

  /** Of a company that was never counted. */
  private async firstDay(clientId: TenantId, timezone: string): Promise<string> {
    const oldest = await this.activities.oldest(clientId);
    return dayOf((oldest ?? this.clock.date()).getTime(), timezone);
  }
}
