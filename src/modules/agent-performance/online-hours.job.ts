import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { dayBounds, dayOf, MINUTE } from '../../common/time.js';
import { Jobs, type JobReport, type JobRun } from '../../platform/jobs/jobs.service.js';
import { AgentFiguresService } from '../agents/agent-figures.service.js';
import { AgentsService } from '../agents/agents.service.js';
import { StatusManager } from '../heartbeat/status-manager.js';
import { round2 } from './performance.domain.js';

const EVERY_MS = 3 * MINUTE;
const ALL = { page: 1, limit: 100_000 };

/** Keeps `onlineHoursToday` of the agents that were there today. */
@Injectable()
export class OnlineHoursJob implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: Jobs,
    private readonly statuses: StatusManager,
    private readonly agents: AgentsService,
    private readonly figures: AgentFiguresService,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.start({
      name: 'online-hours',
      description: "Keeps agents' online hours of today",
      schedule: { everyMs: EVERY_MS },
      run: (run) => this.run(run),
    });
  }

  async run({ clientId, timezone }: JobRun): Promise<JobReport> {
    const { from } = dayBounds(dayOf(this.clock.now(), timezone), timezone);
    const { items } = await this.agents.list(clientId, {}, { by: 'id', descending: false }, ALL);
    const present = items.filter(
      ({ onlineStatus, lastSeen }) => onlineStatus !== 'offline' || (lastSeen && lastSeen >= from),
    );
    const span = { from, to: this.clock.date() };
    const online = await this.statuses.calculateOnlineHours(clientId, present, [span]);
    const changed = present.flatMap(({ id: agentId, onlineHoursToday }) => {
      const hours = round2(online.get(agentId)?.hours[0] ?? 0);
      return hours === onlineHoursToday ? [] : [{ agentId, onlineHoursToday: hours }];
    });
    await this.figures.setOnlineHours(clientId, changed);
    return { did: 'online hours of today', figures: { agents: changed.length } };
  }
}
