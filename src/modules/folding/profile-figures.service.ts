import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { AgentId, TenantId } from '../../common/ids.js';
import { shiftDay } from '../../common/period.js';
import { dayOf } from '../../common/time.js';
import type { Lease } from '../../platform/mongo/leases.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { SectorAgentsService } from '../sector-agents/sector-agents.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { AggregationRepository } from './aggregation.repository.js';
import { BucketsRepository } from './buckets.repository.js';
import { profileFigures, WINDOW_DAYS } from './profile-figures.domain.js';

/** Keeps what routing goes by up to date: success rates and handle times of agents in their sectors. */
@Injectable()
export class ProfileFigures {
  constructor(
    private readonly buckets: BucketsRepository,
    private readonly state: AggregationRepository,
    private readonly profiles: SectorAgentsService,
    private readonly settings: SettingsService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes them anew for these agents, and for all when a new day has begun: older calls count less
   * then. Routing hears of every changed profile by its change stream.
   */
  async update(clientId: TenantId, lease: Lease, served: ReadonlySet<AgentId>): Promise<void> {
    const { timezone } = await this.settings.of(clientId);
    const today = dayOf(this.clock.now(), timezone);
    const state = await this.state.state(clientId);
    const isNewDay = state?.profilesDay !== today;
    if (!isNewDay && served.size === 0) return;
    const period = { from: shiftDay(today, 1 - WINDOW_DAYS), to: today };
    const [sectorDays, agentDays] = await Promise.all([
      this.buckets.sectorDays(clientId, period),
      this.buckets.sectorAgentDays(clientId, period, isNewDay ? null : [...served]),
    ]);
    const figures = profileFigures(sectorDays, agentDays, today);
    await this.transactions.run(async (session) => {
      await lease.fence(session);
      await this.profiles.setMeasured(session, clientId, figures);
    });
    if (isNewDay) await this.state.note(clientId, { profilesDay: today });
  }
}
