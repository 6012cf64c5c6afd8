import { Injectable } from '@nestjs/common';
import type { AgentId, TeamId, TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { periodBefore, type Period } from '../../common/period.js';
import type { Spread } from '../../common/statistics.js';
import { AgentsService } from '../agents/agents.service.js';
import type { AgentKind } from '../agents/agents.types.js';
import { TeamsService } from '../teams/teams.service.js';
import { changeOf, spreadOfFigures, type Change } from '../call-figures/comparison.domain.js';
import { figuresOf, type Figures } from '../call-figures/definitions.domain.js';
import {
  FiguresService,
  type AskedPeriod,
  type By,
  type Narrowed,
  type Narrowing,
  type ZonedPeriod,
} from './figures.service.js';
import { addSums } from '../call-figures/sums.domain.js';

export interface DayFigures extends Figures {
  readonly day: string;
}

/** Figures of a period, altogether and by day; days without a call are left out. */
export interface PeriodFigures extends ZonedPeriod {
  readonly totals: Figures;
  readonly days: readonly DayFigures[];
  /** As many days right before. */
  readonly previous: Period & { readonly totals: Figures };
  /** What became of the totals since. */
  readonly change: Change;
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
  readonly statistics: ZonedPeriod & {
    readonly totals: Figures;
    /** How the subjects that match differ. */
    readonly spread: Readonly<Record<string, Spread>>;
  };
}

/** What calls came to, over days. */
@Injectable()
export class PerformanceService {
  constructor(
    private readonly figures: FiguresService,
    private readonly agents: AgentsService,
    private readonly teams: TeamsService,
  ) {}

  /** The tenant's figures, or those of what it is narrowed to. */
  async summary(clientId: TenantId, asked: Narrowed): Promise<PeriodFigures> {
    const { timezone, ...period } = await this.figures.period(clientId, asked);
    const before = periodBefore(period);
    const [rows, earlier] = await Promise.all([
      this.figures.slots(clientId, asked, period, 'day'),
      this.figures.totals(clientId, asked, before),
    ]);
    const totals = figuresOf(addSums(...rows));
    const previous = figuresOf(earlier);
    return {
      ...period,
      timezone,
      totals,
      days: rows.map((sums) => ({ day: sums.day, ...figuresOf(sums) })),
      previous: { ...before, totals: previous },
      change: changeOf(totals, previous),
    };
  }

  /** @throws TeamErrors.TEAM_NOT_FOUND */
  async ofTeam(clientId: TenantId, id: TeamId, asked: AskedPeriod): Promise<PeriodFigures> {
    const team = await this.teams.get(clientId, id);
    return await this.summary(clientId, { ...asked, teamId: team.id });
  }

  /** The figures of the company's day so far, of those of the agents who had any call. */
  async today(
    clientId: TenantId,
    agentIds: readonly AgentId[],
  ): Promise<ReadonlyMap<AgentId, Figures>> {
    const day = await this.figures.today(clientId);
    const period = { from: day, to: day };
    const rows = await this.figures.daysOf(clientId, {}, period, 'agent', agentIds);
    return new Map(rows.map((sums) => [sums.subject as AgentId, figuresOf(sums)]));
  }

  /** Agents with their figures, who answered most first. */
  async byAgent(
    clientId: TenantId,
    asked: Narrowed,
    page: PageRequest,
  ): Promise<FiguresPage<AgentFigures>> {
    const found = await this.bySubject(clientId, asked, 'agent', page);
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
    asked: Narrowed,
    page: PageRequest,
  ): Promise<FiguresPage<SectorFigures>> {
    const found = await this.bySubject(clientId, asked, 'sector', page);
    const items = found.items.map(({ subject, ...figures }) => ({
      sector: subject as string | null,
      ...figures,
    }));
    return { ...found, items };
  }

  private async bySubject(
    clientId: TenantId,
    asked: AskedPeriod & Narrowing,
    by: By,
    { page, limit }: PageRequest,
  ) {
    const { timezone, ...period } = await this.figures.period(clientId, asked);
    const all = await this.figures.subjects(clientId, asked, period, by);
    const shown = all.slice((page - 1) * limit, page * limit);
    const subjects = shown.map((row) => row.subject);
    const rows = await this.figures.daysOf(clientId, asked, period, by, subjects);
    const items = shown.map(({ subject, ...sums }) => ({
      subject,
      ...figuresOf(sums),
      days: rows
        .filter((row) => row.subject === subject)
        .map((own) => ({ day: own.day, ...figuresOf(own) })),
    }));
    const statistics = {
      ...period,
      timezone,
      totals: figuresOf(addSums(...all)),
      spread: spreadOfFigures(all.map((sums) => figuresOf(sums))),
    };
    return { items, total: all.length, page, limit, statistics };
  }
}
