import { Injectable } from '@nestjs/common';
import type { AgentId, TenantId } from '../../common/ids.js';
import { periodBefore, type Period } from '../../common/period.js';
import type { Spread } from '../../common/statistics.js';
import { AgentDaysService } from '../agent-performance/agent-days.service.js';
import { AgentsService } from '../agents/agents.service.js';
import type { AgentKind } from '../agents/agents.types.js';
import { changeOf, spreadOfFigures, type Change } from '../call-figures/comparison.domain.js';
import {
  figuresOf,
  handlingSeconds,
  presenceFiguresOf,
  type FigureName,
  type Figures,
  type PresenceFigures,
} from '../call-figures/definitions.domain.js';
import {
  FiguresService,
  type AskedPeriod,
  type Narrowed,
  type ZonedPeriod,
} from '../analytics/figures.service.js';
import { addSums } from '../call-figures/sums.domain.js';

/** Figures by which agents may be ranked; of some less is better. */
export const RANKED_BY = [
  'answered',
  'successRate',
  'serviceLevel',
  'fcr',
  'quality',
  'csat',
  'nps',
  'talkSeconds',
  'asa',
  'aht',
  'abandonRate',
  'missedOffers',
] as const satisfies readonly FigureName[];
export type RankedBy = (typeof RANKED_BY)[number];
const LESS_IS_BETTER: ReadonlySet<FigureName> = new Set([
  'asa',
  'aht',
  'abandonRate',
  'missedOffers',
]);

export interface RankedAgent extends Figures {
  readonly rank: number;
  readonly agentId: AgentId;
  readonly fullName: string | null;
  /** The figure that it is ranked by. */
  readonly value: number;
}

export interface TopPerformers {
  readonly items: readonly RankedAgent[];
  readonly statistics: ZonedPeriod & {
    readonly by: RankedBy;
    readonly minimumCalls: number;
    /** Agents that had calls enough, and the figure. */
    readonly ranked: number;
    readonly spread: Spread;
  };
}

export interface AgentDetails extends ZonedPeriod {
  readonly agentId: AgentId;
  readonly fullName: string;
  readonly department: string;
  readonly kind: AgentKind;
  readonly totals: Figures;
  readonly presence: PresenceFigures & {
    /** Days that are known whole. */
    readonly days: number;
    readonly signedInSeconds: number;
    readonly awaySeconds: number;
    readonly handlingSeconds: number;
  };
  readonly days: readonly (Figures & { readonly day: string })[];
  readonly sectors: readonly (Figures & { readonly sector: string | null })[];
  readonly channels: readonly (Figures & { readonly channelId: string | null })[];
  readonly previous: Period & { readonly totals: Figures };
  readonly change: Change;
}

/** One agent in detail, and agents beside one another. */
@Injectable()
export class AgentsCompared {
  constructor(
    private readonly figures: FiguresService,
    private readonly agents: AgentsService,
    private readonly agentDays: AgentDaysService,
  ) {}

  /** The best agents by a figure, of those with calls enough for it to say something. */
  async top(
    clientId: TenantId,
    asked: Narrowed,
    { by, limit, minimumCalls }: { by: RankedBy; limit: number; minimumCalls: number },
  ): Promise<TopPerformers> {
    const { timezone, ...period } = await this.figures.period(clientId, asked);
    const all = await this.figures.subjects(clientId, asked, period, 'agent');
    const sign = LESS_IS_BETTER.has(by) ? 1 : -1;
    const ranked = all
      .filter(({ answered }) => answered >= minimumCalls)
      .flatMap(({ subject, ...sums }) => {
        const figures = figuresOf(sums);
        const value = figures[by];
        return value === null ? [] : [{ agentId: subject as AgentId, value, figures }];
      })
      .sort((a, b) => sign * (a.value - b.value) || a.agentId - b.agentId);
    const shown = ranked.slice(0, limit);
    const names = await this.agents.find(
      clientId,
      shown.map(({ agentId }) => agentId),
    );
    return {
      items: shown.map(({ agentId, value, figures }, place) => ({
        rank: place + 1,
        agentId,
        fullName: names.get(agentId)?.fullName ?? null,
        value,
        ...figures,
      })),
      statistics: {
        ...period,
        timezone,
        by,
        minimumCalls,
        ranked: ranked.length,
        spread: spreadOfFigures(ranked.map(({ figures }) => figures))[by],
      },
    };
  }

  /** @throws AgentErrors.AGENT_NOT_FOUND */
  async detailed(clientId: TenantId, agentId: AgentId, asked: AskedPeriod): Promise<AgentDetails> {
    const agent = await this.agents.get(clientId, agentId);
    const { timezone, ...period } = await this.figures.period(clientId, asked);
    const before = periodBefore(period);
    const own = { agentId };
    const [rows, earlier, sectors, channels, days] = await Promise.all([
      this.figures.slots(clientId, own, period, 'day'),
      this.figures.totals(clientId, own, before),
      this.figures.subjects(clientId, own, period, 'sector'),
      this.figures.subjects(clientId, own, period, 'channel'),
      this.agentDays.presence(clientId, agentId, period),
    ]);
    const totals = figuresOf(addSums(...rows));
    const previous = figuresOf(earlier);
    const known = new Set(days.map(({ date }) => date));
    const time = {
      signedInSeconds: days.reduce((sum, day) => sum + day.signedInSeconds, 0),
      awaySeconds: days.reduce((sum, day) => sum + day.awaySeconds, 0),
      handlingSeconds: handlingSeconds(addSums(...rows.filter(({ day }) => known.has(day)))),
    };
    return {
      agentId,
      fullName: agent.fullName,
      department: agent.department,
      kind: agent.kind,
      ...period,
      timezone,
      totals,
      presence: { days: days.length, ...time, ...presenceFiguresOf(time) },
      days: rows.map((row) => ({ day: row.day, ...figuresOf(row) })),
      sectors: sectors.map((row) => ({ sector: row.subject as string | null, ...figuresOf(row) })),
      channels: channels.map((row) => ({
        channelId: row.subject as string | null,
        ...figuresOf(row),
      })),
      previous: { ...before, totals: previous },
      change: changeOf(totals, previous),
    };
  }
}
