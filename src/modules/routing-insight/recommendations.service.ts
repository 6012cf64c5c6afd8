import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { Clock } from '../../common/clock.js';
import type { AgentId, TeamId, TenantId } from '../../common/ids.js';
import { DAY } from '../../common/time.js';
import { CallsService } from '../calls/calls.service.js';
import { AgentIndex } from '../routing/agent-index.js';
import { scopeOf } from '../routing/choose.js';
import { SectorAgentsService } from '../sector-agents/sector-agents.service.js';
import { SettingsService } from '../settings/settings.service.js';
import type { Estimate, Outcomes } from './outcome-model.domain.js';
import { advise, FEWEST_OF_AGENT, type Advice } from './recommendations.domain.js';

/** A call to rank agents for. */
export interface AskedCall {
  readonly teamId: TeamId | null;
  readonly sector: string | null;
  readonly capabilities: readonly string[];
  /** When it comes; null: now. */
  readonly at: Date | null;
}

export interface RankedAgent extends Estimate {
  readonly agentId: AgentId;
}

export interface Recommendations extends Omit<Advice, 'model'> {
  readonly from: Date;
  readonly to: Date;
  /** Best first, only those with calls enough; null when no call was asked for. */
  readonly agents: readonly RankedAgent[] | null;
}

const READ_DAYS = 60;
const ALL = { page: 1, limit: 100_000 };

/** Changes of profiles that the record of calls supports, and agents ranked by it. */
@Injectable()
export class RecommendationsService {
  constructor(
    private readonly calls: CallsService,
    private readonly profiles: SectorAgentsService,
    private readonly index: AgentIndex,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  async recommend(clientId: TenantId, call: AskedCall | null): Promise<Recommendations> {
    const to = this.clock.date();
    const from = new Date(to.getTime() - READ_DAYS * DAY);
    const { timezone } = await this.settings.of(clientId);
    const [record, { items: profiles }] = await Promise.all([
      this.recordOf(clientId, from, timezone),
      this.profiles.list(clientId, { isActive: true }, ALL),
    ]);
    const advice = advise(record, profiles);
    const { calls, check, isThin, changes } = advice;
    const shown = { calls, check, isThin, changes, from, to };
    return { ...shown, agents: call && this.rank(clientId, call, timezone, advice) };
  }

  private rank(
    clientId: TenantId,
    { teamId, sector, capabilities, at }: AskedCall,
    timezone: string,
    { model, isThin }: Advice,
  ): RankedAgent[] {
    if (isThin) return [];
    const index = this.index.of(clientId);
    const inSector = (teamId === null ? sector : index.sectorOfTeam(teamId)) ?? '';
    const hour = DateTime.fromMillis(at?.getTime() ?? this.clock.now(), { zone: timezone }).hour;
    return [...index.prioritiesOf(scopeOf({ teamId, sector })).keys()]
      .map((agentId) => ({
        agentId,
        ...model.estimate({ agentId, sector: inSector, capabilities, hour }),
      }))
      .filter(({ calls }) => calls >= FEWEST_OF_AGENT)
      .sort((a, b) => b.probability - a.probability || a.agentId - b.agentId);
  }

  /** A call of a team counts for the team's sector. */
  private async recordOf(clientId: TenantId, from: Date, timezone: string): Promise<Outcomes[]> {
    const index = this.index.of(clientId);
    const rows = await this.calls.outcomes(clientId, from, timezone);
    return rows.map(({ teamId, sector, ...row }) => ({
      ...row,
      sector: sector ?? (teamId === null ? '' : (index.sectorOfTeam(teamId) ?? '')),
    }));
  }
}
