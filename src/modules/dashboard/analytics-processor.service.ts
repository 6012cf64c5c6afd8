import { Injectable } from '@nestjs/common';
import type { AgentId, TenantId } from '../../common/ids.js';
import { shiftDay } from '../../common/period.js';
import type { Lease } from '../../platform/mongo/leases.js';
import type { Change } from '../call-figures/comparison.domain.js';
import { figuresOf, type Figures, type MoneyFigures } from '../call-figures/definitions.domain.js';
import { FiguresService, type Narrowed, type ZonedPeriod } from '../analytics/figures.service.js';
import {
  PerformanceAggregator,
  type AggregationRun,
} from '../folding/performance-aggregator.service.js';
import { Summaries } from '../folding/summaries.service.js';
import { PerformanceService, type DayFigures } from '../analytics/performance.service.js';
import { AgentsCompared } from '../call-analytics/agents-compared.service.js';
import {
  VoiceService,
  type QualityFigures,
  type SatisfactionFigures,
} from '../call-analytics/voice.service.js';
import { RevenueService } from '../revenue/revenue.service.js';

export interface BestAgent {
  readonly rank: number;
  readonly agentId: AgentId;
  readonly fullName: string | null;
  readonly answered: number;
  readonly successRate: number | null;
}

export interface SectorAtAGlance {
  readonly sector: string | null;
  readonly offered: number;
  readonly answered: number;
  readonly serviceLevel: number | null;
}

/** What a front page shows of the last seven days, today among them. */
export interface DashboardSummary extends ZonedPeriod {
  readonly today: Figures;
  readonly yesterday: Figures;
  readonly totals: Figures;
  /** Since the seven days before. */
  readonly change: Change;
  readonly days: readonly DayFigures[];
  readonly topPerformers: readonly BestAgent[];
  readonly sectors: readonly SectorAtAGlance[];
  readonly quality: QualityFigures;
  readonly satisfaction: SatisfactionFigures;
  readonly money: MoneyFigures & { readonly currency: string };
}

const TOP = { by: 'successRate', limit: 5, minimumCalls: 10 } as const;
const FIRST_SECTORS = { page: 1, limit: 10 };
const ALL = { agentId: undefined, teamId: undefined, sector: undefined, channelId: undefined };

/** The figures of a company at a glance, and the making of them. */
@Injectable()
export class AnalyticsProcessor {
  constructor(
    private readonly aggregator: PerformanceAggregator,
    private readonly summaries: Summaries,
    private readonly figures: FiguresService,
    private readonly performance: PerformanceService,
    private readonly compared: AgentsCompared,
    private readonly voice: VoiceService,
    private readonly revenue: RevenueService,
  ) {}

  /** Folds the calls that changed into the figures. @throws LeaseLostError */
  async processMetrics(clientId: TenantId, lease: Lease): Promise<AggregationRun> {
    return await this.aggregator.aggregateDaily(clientId, lease);
  }

  /** Makes the kept summaries of the days anew that changed; how many days. */
  async refreshMaterializedViews(clientId: TenantId, lease: Lease): Promise<number> {
    return await this.summaries.refreshMaterializedViews(clientId, lease);
  }

  /** The figures of some days, as `DEFINITIONS` has them. */
  async calculateKPIs(clientId: TenantId, asked: Narrowed): Promise<Figures> {
    const period = await this.figures.period(clientId, asked);
    return figuresOf(await this.figures.totals(clientId, asked, period));
  }

  /** What a front page shows. */
  async getDashboardSummary(clientId: TenantId): Promise<DashboardSummary> {
    const { timezone, from, to } = await this.figures.period(clientId, {});
    const week = { from, to };
    const voices = { ...week, calls: ALL };
    const dayBefore = shiftDay(to, -1);
    const [summary, today, yesterday, top, sectors, quality, satisfaction, money] =
      await Promise.all([
        this.performance.summary(clientId, week),
        this.calculateKPIs(clientId, { from: to, to }),
        this.calculateKPIs(clientId, { from: dayBefore, to: dayBefore }),
        this.compared.top(clientId, week, TOP),
        this.performance.bySector(clientId, week, FIRST_SECTORS),
        this.voice.quality(clientId, voices),
        this.voice.satisfaction(clientId, voices),
        this.revenue.summary(clientId, week),
      ]);
    const { calls: _, handledSeconds: _h, ...totals } = money.totals;
    return {
      from,
      to,
      timezone,
      today,
      yesterday,
      totals: summary.totals,
      change: summary.change,
      days: summary.days,
      topPerformers: top.items.map(({ rank, agentId, fullName, answered, successRate }) => ({
        rank,
        agentId,
        fullName,
        answered,
        successRate,
      })),
      sectors: sectors.items.map(({ sector, offered, answered, serviceLevel }) => ({
        sector,
        offered,
        answered,
        serviceLevel,
      })),
      quality: quality.totals,
      satisfaction: satisfaction.totals,
      money: { ...totals, currency: money.currency },
    };
  }
}
