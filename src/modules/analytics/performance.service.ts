import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { CommonErrors } from '../../common/errors.js';
import type { AgentId, TeamId, TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { dayOf } from '../../common/time.js';
import type { AgentKind } from '../agents/agents.types.js';
import { AgentsService } from '../agents/agents.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { TeamsService } from '../teams/teams.service.js';
import { BucketsRepository, type Selection, type Subject } from './buckets.repository.js';
import { addSums, figuresOf, type Figures } from './definitions.domain.js';
import { periodOf, type Period } from '../../common/period.js';

export interface DayFigures extends Figures {
  readonly day: string;
}

/** Figures of a period, altogether and by day; days without a call are left out. */
export interface PeriodFigures extends Period {
  /** IANA name; days are days in it. */
  readonly timezone: string;
  readonly totals: Figures;
  readonly days: readonly DayFigures[];
}

export interface AskedPeriod {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Narrows an answer to one agent, one sector or one team, or to an agent in one of them. */
export interface Narrowed extends AskedPeriod {
  readonly agentId?: AgentId | undefined;
  readonly sector?: string | undefined;
  readonly teamId?: TeamId | undefined;
}

export interface SubjectFigures extends Figures {
  readonly days: readonly DayFigures[];
}
export interface AgentFigures extends SubjectFigures {
  readonly agentId: AgentId;
  readonly fullName: string | null;
  readonly kind: AgentKind | null;
}
export interface SectorFigures extends SubjectFigures {
  /** Null: calls of no sector. */
  readonly sector: string | null;
}

/** A page of subjects, and the figures of all that match together. */
export interface FiguresPage<T> extends Page<T> {
  readonly statistics: Period & { readonly timezone: string; readonly totals: Figures };
}

/** What calls came to, over days. */
@Injectable()
export class PerformanceService {
  constructor(
    private readonly buckets: BucketsRepository,
    private readonly settings: SettingsService,
    private readonly agents: AgentsService,
    private readonly teams: TeamsService,
    private readonly clock: Clock,
  ) {}

  /** The tenant's figures, or those of what it is narrowed to. */
  async summary(clientId: TenantId, asked: Narrowed): Promise<PeriodFigures> {
    return await this.byDay(clientId, selectionOf(asked), asked);
  }

  /** @throws TeamErrors.TEAM_NOT_FOUND */
  async ofTeam(clientId: TenantId, id: TeamId, asked: AskedPeriod): Promise<PeriodFigures> {
    const team = await this.teams.get(clientId, id);
    return await this.byDay(clientId, { kind: 'team', key: team.id }, asked);
  }

  /** The figures of the company's day so far, of those of the agents who had any call. */
  async today(
    clientId: TenantId,
    agentIds: readonly AgentId[],
  ): Promise<ReadonlyMap<AgentId, Figures>> {
    const { timezone } = await this.settings.of(clientId);
    const day = dayOf(this.clock.now(), timezone);
    const period = { from: day, to: day };
    const rows = await this.buckets.daysOf(
      clientId,
      { kind: 'agent' },
      period,
      'agentId',
      agentIds,
    );
    return new Map(rows.map(({ subject, ...sums }) => [subject as AgentId, figuresOf(sums)]));
  }

  /** Agents with their figures, who answered most first. */
  async byAgent(
    clientId: TenantId,
    asked: Narrowed,
    page: PageRequest,
  ): Promise<FiguresPage<AgentFigures>> {
    const { kind, ...rest } = selectionOf(asked);
    const selection = { ...rest, kind: AGENT_KIND_OF[kind] };
    const found = await this.bySubject(clientId, selection, asked, 'agentId', page);
    const ids = found.items.map(({ subject }) => subject as AgentId);
    const agents = await this.agents.find(clientId, ids);
    const items = found.items.map(({ subject, ...figures }) => {
      const agentId = subject as AgentId;
      const agent = agents.get(agentId);
      return {
        agentId,
        fullName: agent?.fullName ?? null,
        kind: agent?.kind ?? null,
        ...figures,
      };
    });
    return { ...found, items };
  }

  /** Sectors with their figures, which had most answered calls first. */
  async bySector(
    clientId: TenantId,
    asked: Omit<Narrowed, 'teamId'>,
    page: PageRequest,
  ): Promise<FiguresPage<SectorFigures>> {
    const { agentId, sector: key } = asked;
    const kind = agentId === undefined ? 'sector' : 'sector_agent';
    const found = await this.bySubject(clientId, { kind, key, agentId }, asked, 'key', page);
    const items = found.items.map(({ subject, ...figures }) => ({
      sector: subject as string | null,
      ...figures,
    }));
    return { ...found, items };
  }

  private async byDay(
    clientId: TenantId,
    selection: Selection,
    asked: AskedPeriod,
  ): Promise<PeriodFigures> {
    const { timezone, ...period } = await this.period(clientId, asked);
    const rows = await this.buckets.byDay(clientId, selection, period);
    return {
      ...period,
      timezone,
      totals: figuresOf(addSums(...rows)),
      days: rows.map(({ day, ...sums }) => ({ day, ...figuresOf(sums) })),
    };
  }

  private async bySubject(
    clientId: TenantId,
    selection: Selection,
    asked: AskedPeriod,
    by: Subject,
    { page, limit }: PageRequest,
  ) {
    const { timezone, ...period } = await this.period(clientId, asked);
    const all = await this.buckets.bySubject(clientId, selection, period, by);
    const shown = all.slice((page - 1) * limit, page * limit);
    const subjects = shown.map((row) => row.subject);
    const rows = await this.buckets.daysOf(clientId, selection, period, by, subjects);
    const items = shown.map(({ subject, ...sums }) => ({
      subject,
      ...figuresOf(sums),
      days: rows
        .filter((row) => row.subject === subject)
        .map(({ day, ...own }) => ({ day, ...figuresOf(own) })),
    }));
    const statistics = { ...period, timezone, totals: figuresOf(addSums(...all)) };
    return { items, total: all.length, page, limit, statistics };
  }

  private async period(clientId: TenantId, asked: AskedPeriod) {
    const { timezone } = await this.settings.of(clientId);
    return { ...periodOf(asked, dayOf(this.clock.now(), timezone)), timezone };
  }
}

/** The buckets of the agents within those of a selection. */
const AGENT_KIND_OF = {
  tenant: 'agent',
  agent: 'agent',
  sector: 'sector_agent',
  sector_agent: 'sector_agent',
  team: 'team_agent',
  team_agent: 'team_agent',
} as const satisfies Record<Selection['kind'], Selection['kind']>;

/** @throws CommonErrors.VALIDATION_ERROR for a sector and a team together */
function selectionOf({ agentId, sector, teamId }: Narrowed): Selection {
  if (sector !== undefined && teamId !== undefined) {
    throw CommonErrors.VALIDATION_ERROR({
      details: [{ field: 'team', message: 'cannot be combined with sector' }],
    });
  }
  const hasAgent = agentId !== undefined;
  if (sector !== undefined)
    return { kind: hasAgent ? 'sector_agent' : 'sector', key: sector, agentId };
  if (teamId !== undefined) return { kind: hasAgent ? 'team_agent' : 'team', key: teamId, agentId };
  return hasAgent ? { kind: 'agent', agentId } : { kind: 'tenant' };
}
