import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { asAgentId } from '../../common/ids.js';
import { DAY, HOUR } from '../../common/time.js';
import { Jobs, type JobReport, type JobRun } from '../../platform/jobs/jobs.service.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { CallsService } from '../calls/calls.service.js';
import { idOf, type CapabilitySuccess } from '../routing/capability-success.schema.js';
import { SettingsService } from '../settings/settings.service.js';
import {
  HALF_LIFE_DAYS,
  measureSuccess,
  type MeasuredSuccess,
} from './capability-success.domain.js';

/** After five half-lives a call counts 3 %: older ones are not read. */
const READ_DAYS = 5 * HALF_LIFE_DAYS;

/**
 * Measures, hour by hour, how well agents do in each capability that calls asked for; routing weighs
 * by it where a company wants dynamic capability scoring.
 */
@Injectable()
export class CapabilitySuccessJob implements OnApplicationBootstrap {
  constructor(
    @InjectModel('CapabilitySuccess') private readonly measured: Model<CapabilitySuccess>,
    private readonly calls: CallsService,
    private readonly settings: SettingsService,
    private readonly jobs: Jobs,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.start({
      name: 'capability-success',
      description: 'Measures how well agents do in each capability, where routing weighs by it',
      schedule: { everyMs: HOUR },
      run: (run) => this.run(run),
    });
  }

  async run({ clientId, lease }: JobRun): Promise<JobReport> {
    const { rules } = await this.settings.of(clientId);
    if (rules.capabilityScoring !== 'dynamic') {
      return { did: 'not wanted', figures: { agents: 0 } };
    }
    const now = this.clock.now();
    const rows = await this.calls.capabilityDays(clientId, new Date(now - READ_DAYS * DAY));
    const days = rows.map(({ day, ...row }) => ({ ...row, atMs: day.getTime() }));
    const byAgent = new Map<number, MeasuredSuccess[]>();
    for (const one of measureSuccess(days, now)) {
      byAgent.set(one.agentId, [...(byAgent.get(one.agentId) ?? []), one]);
    }
    await this.transactions.run(async (session) => {
      await lease.fence(session);
      for (const [id, rates] of byAgent) {
        const agentId = asAgentId(id);
        const kept = rates.map(({ capability: name, rate, calls }) => ({ name, rate, calls }));
        await this.measured.updateOne(
          { _id: idOf(agentId), clientId },
          { $set: { agentId, rates: kept, measuredAt: new Date(now) } },
          { upsert: true, session },
        );
      }
    });
    return { did: 'success in capabilities measured', figures: { agents: byAgent.size } };
  }
}
