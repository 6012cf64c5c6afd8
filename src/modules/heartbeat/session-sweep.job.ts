import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { TenantId } from '../../common/ids.js';
import { DAY, MINUTE } from '../../common/time.js';
import { Jobs, type JobReport, type JobRun } from '../../platform/jobs/jobs.service.js';
import type { Lease } from '../../platform/mongo/leases.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { AgentsService } from '../agents/agents.service.js';
import { SessionManager } from '../auth/session-manager.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { StatusManager } from './status-manager.js';

const ALL = { page: 1, limit: 100_000 };

/**
 * Every 5 minutes: idle sessions end, agents without one are offline, sessions past their retention
 * go. Where heartbeats tell who is there, an agent without them is offline within a second or two
 * by itself; this is for companies that ask for none. Bots have no sessions.
 */
@Injectable()
export class SessionSweepJob implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: Jobs,
    private readonly sessions: SessionManager,
    private readonly statuses: StatusManager,
    private readonly agents: AgentsService,
    private readonly settings: SettingsService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.start({
      name: 'sessions',
      description: 'Ends idle sessions, shows who has none as offline, removes old ones',
      schedule: { everyMs: 5 * MINUTE },
      run: (run) => this.run(run),
    });
  }

  async run({ clientId, lease }: JobRun): Promise<JobReport> {
    const { rules } = await this.settings.of(clientId);
    const ended = await this.sessions.cleanupInactiveSessions(clientId, lease);
    const offline = rules.features.agentHeartbeat ? 0 : await this.showGone(clientId, lease);
    const before = new Date(this.clock.now() - rules.retentionDays.sessions * DAY);
    const removed = await this.sessions.removeOld(clientId, before, lease);
    return { did: 'sessions looked through', figures: { ended, offline, removed } };
  }

  private async showGone(clientId: TenantId, lease: Lease): Promise<number> {
    const [{ items: agents }, present] = await Promise.all([
      this.agents.list(clientId, { isActive: true }, { by: 'id', descending: false }, ALL),
      this.sessions.agentsWithSessions(clientId),
    ]);
    const gone = agents.filter(
      ({ id, kind, onlineStatus }) =>
        kind === 'human' && onlineStatus !== 'offline' && !present.has(id),
    );
    if (gone.length === 0) return 0;
    const lastWeek = new Date(this.clock.now() - 7 * DAY);
    const requests = await this.sessions.lastRequests(clientId, lastWeek);
    for (const { id } of gone) {
      const lastSeen = requests.get(id) ?? null;
      const choice = { status: 'offline', reason: 'no session', lastSeen } as const;
      await this.transactions.run(async (session) => {
        await lease.fence(session);
        await this.statuses.choose(session, clientId, id, choice, 'system');
      });
    }
    return gone.length;
  }
}
