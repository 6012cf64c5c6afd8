import { Injectable } from '@nestjs/common';
import type { AgentId, TeamId, TenantId } from '../../common/ids.js';
import { asTeamId } from '../../common/ids.js';
import type { Period } from '../../common/period.js';
import { FiguresRepository } from './figures.repository.js';

/** What answered calls of an agent came to. */
export interface AgentRecord {
  readonly agentId: AgentId;
  readonly calls: number;
  readonly successes: number;
  /** Of handle times (talk, hold, wrap-up) in seconds. */
  readonly sum: number;
  /** Of their squares. */
  readonly squares: number;
}

/**
 * What each agent's answered calls came to, for comparisons that need the spread of handle times.
 * Read from the days that were folded: it costs by agents and days, however many calls there were.
 */
@Injectable()
export class AgentRecords {
  constructor(private readonly figures: FiguresRepository) {}

  /** Of all calls of some days, by the sector that they asked for; null: they asked for none. */
  async bySector(
    clientId: TenantId,
    period: Period,
  ): Promise<readonly (AgentRecord & { readonly sector: string | null })[]> {
    const rows = await this.figures.agentRecords(clientId, 'sector_agent', period);
    return rows.map(({ key, ...record }) => ({ ...record, sector: key }));
  }

  /** Of those calls that asked for a team, and so for no sector. */
  async byTeam(
    clientId: TenantId,
    period: Period,
  ): Promise<readonly (AgentRecord & { readonly teamId: TeamId })[]> {
    const rows = await this.figures.agentRecords(clientId, 'team_agent', period);
    return rows.map(({ key, ...record }) => ({ ...record, teamId: asTeamId(key ?? '') }));
  }
}
