import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { AgentId, TeamId, TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { dayOf } from '../../common/time.js';
import { AgentsService } from '../agents/agents.service.js';
import { AgentRecords } from '../analytics/agent-records.service.js';
import { figuresOf, type Figures } from '../call-figures/definitions.domain.js';
import { NO_SUMS } from '../call-figures/sums.domain.js';
import { periodOf, type Period } from '../../common/period.js';
import type { AskedPeriod } from '../analytics/figures.service.js';
import { PerformanceService } from '../analytics/performance.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { TeamMembersService } from '../teams/team-members.service.js';
import { TeamsService } from '../teams/teams.service.js';
import type { PresentMember } from '../teams/teams.types.js';
import {
  addUp,
  ALPHA,
  compare,
  MINIMUM_CALLS,
  suggest,
  type Comparisons,
  type HandlingRecord,
  type Squad,
  type Suggestion,
} from './suggestions.domain.js';

/** What is compared unless the question says otherwise: four weeks, each weekday four times. */
const DEFAULT_DAYS = 28;

export interface MemberWithFigures extends PresentMember {
  readonly today: Figures & {
    readonly ticketsResolved: number;
    readonly messagesHandled: number;
    readonly onlineHours: number;
  };
}

export interface NamedSuggestion extends Suggestion {
  readonly fullName: string;
}

export interface SuggestionsPage extends Page<NamedSuggestion> {
  readonly statistics: Period & {
    readonly timezone: string;
    readonly comparisons: number;
    readonly minimumCalls: number;
    readonly alpha: number;
    readonly correction: 'holm';
  };
}

/** Teams and what came of their calls, together. */
@Injectable()
export class TeamFiguresService {
  constructor(
    private readonly teams: TeamsService,
    private readonly members: TeamMembersService,
    private readonly agents: AgentsService,
    private readonly performance: PerformanceService,
    private readonly records: AgentRecords,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  /** @throws TeamErrors.TEAM_NOT_FOUND */
  async membersOf(clientId: TenantId, teamId: TeamId): Promise<MemberWithFigures[]> {
    const members = await this.members.list(clientId, teamId);
    const ids = members.map((member) => member.agentId);
    const [figures, agents] = await Promise.all([
      this.performance.today(clientId, ids),
      this.agents.find(clientId, ids),
    ]);
    return members.map((member) => {
      const agent = agents.get(member.agentId);
      const today = {
        ...(figures.get(member.agentId) ?? figuresOf(NO_SUMS)),
        ticketsResolved: agent?.ticketsResolvedToday ?? 0,
        messagesHandled: agent?.messagesHandledToday ?? 0,
        onlineHours: agent?.onlineHoursToday ?? 0,
      };
      return { ...member, today };
    });
  }

  /** Who would do better in which team, the greatest gain first. */
  async suggestions(
    clientId: TenantId,
    { sector, ...asked }: AskedPeriod & { readonly sector?: string | undefined },
    page: PageRequest,
  ): Promise<SuggestionsPage> {
    const { timezone } = await this.settings.of(clientId);
    const today = dayOf(this.clock.now(), timezone);
    const period = periodOf(asked, today, { days: DEFAULT_DAYS, maxDays: 400 });
    const [squads, records] = await Promise.all([
      this.squads(clientId, sector),
      this.recordsBySector(clientId, period),
    ]);
    const all: Comparisons[] = [];
    for (const squad of squads) {
      all.push(compare(squad, records.get(squad.sector) ?? new Map()));
      // Callers are waiting for this process too.
      await nextTurn();
    }
    const found = suggest(all);
    const agents = await this.agents.find(
      clientId,
      found.map(({ agentId }) => agentId),
    );
    const active = found.filter(({ agentId }) => agents.get(agentId)?.isActive);
    const shown = active.slice((page.page - 1) * page.limit, page.page * page.limit);
    return {
      items: shown.map((suggestion) => ({
        ...suggestion,
        fullName: agents.get(suggestion.agentId)?.fullName ?? '',
      })),
      total: active.length,
      ...page,
      statistics: {
        ...period,
        timezone,
        comparisons: all.reduce((sum, { count }) => sum + count, 0),
        minimumCalls: MINIMUM_CALLS,
        alpha: ALPHA,
        correction: 'holm',
      },
    };
  }

  private async squads(clientId: TenantId, sector: string | undefined): Promise<Squad[]> {
    const [teams, staff] = await Promise.all([
      this.teams.sectors(clientId),
      this.members.staff(clientId),
    ]);
    return teams
      .filter((team) => team.isActive && (sector === undefined || team.sector === sector))
      .map(({ id, name, sector: of }) => {
        const { agentIds, memberIds } = staff(id);
        const insiders = new Set([...agentIds, ...memberIds]);
        return { teamId: id, name, sector: of, agentIds: new Set(agentIds), insiders };
      });
  }

  /** Each agent's record in each sector; a call to a team is one of the team's sector. */
  private async recordsBySector(
    clientId: TenantId,
    period: Period,
  ): Promise<Map<string, Map<AgentId, HandlingRecord>>> {
    const [teams, ofSectors, ofTeams] = await Promise.all([
      this.teams.sectors(clientId),
      this.records.bySector(clientId, period),
      this.records.byTeam(clientId, period),
    ]);
    const sectorOf = new Map(teams.map((team) => [team.id, team.sector]));
    const rows = [
      ...ofSectors.map(({ sector, ...row }) => ({ of: sector, ...row })),
      ...ofTeams.map(({ teamId, ...row }) => ({ of: sectorOf.get(teamId) ?? null, ...row })),
    ];
    const bySector = new Map<string, Map<AgentId, HandlingRecord>>();
    for (const { of, agentId, ...record } of rows) {
      if (of === null) continue;
      const agents = bySector.get(of) ?? new Map<AgentId, HandlingRecord>();
      const known = agents.get(agentId);
      agents.set(agentId, known ? addUp([known, record]) : record);
      bySector.set(of, agents);
    }
    return bySector;
  }
}
