import { Injectable } from '@nestjs/common';
import type { AgentId, TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { periodBefore, type Period } from '../../common/period.js';
import { spreadOf, type Spread } from '../../common/statistics.js';
import { AgentsService } from '../agents/agents.service.js';
import type { CostBy, CostSums } from '../analytics/figures.types.js';
import { CallCosts, type CallCost } from '../analytics/call-costs.service.js';
import { moneyFiguresOf, type MoneyFigures } from '../call-figures/definitions.domain.js';
import {
  FiguresService,
  type AskedPeriod,
  type ZonedPeriod,
} from '../analytics/figures.service.js';
import { addMoney } from '../call-figures/sums.domain.js';
import { SettingsService } from '../settings/settings.service.js';

export interface AskedMoney extends AskedPeriod {
  readonly agentId?: AgentId | undefined;
  readonly channelId?: string | undefined;
  readonly campaignId?: string | undefined;
}

/** What money figures may be told apart by. */
export const MONEY_BY = ['agent', 'channel', 'campaign', 'day'] as const;
export type MoneyBy = (typeof MONEY_BY)[number];
const FIELD_OF: Readonly<Record<MoneyBy, CostBy>> = {
  agent: 'agentId',
  channel: 'channelId',
  campaign: 'campaignId',
  day: 'day',
};

export interface SubjectMoney extends MoneyFigures {
  /** Id of the agent, channel or campaign, or the day; null: calls of none. */
  readonly subject: string | number | null;
  /** Of agents. */
  readonly name: string | null;
  readonly calls: number;
  readonly handledSeconds: number;
}

type Totals = MoneyFigures & { readonly calls: number; readonly handledSeconds: number };

interface MoneyFrame extends ZonedPeriod {
  /** ISO 4217; of all figures here. */
  readonly currency: string;
  /** Currencies of calls of these days that are not counted here. */
  readonly otherCurrencies: readonly string[];
  readonly totals: Totals;
}

export interface RevenueSummary extends MoneyFrame {
  readonly days: readonly (Totals & { readonly day: string })[];
  readonly previous: Period & { readonly totals: Totals };
}

export interface MoneyPage<T> extends Page<T> {
  readonly statistics: MoneyFrame & { readonly spread: { readonly cost: Spread } };
}

/** What calls cost and brought. */
@Injectable()
export class RevenueService {
  constructor(
    private readonly figures: FiguresService,
    private readonly calls: CallCosts,
    private readonly agents: AgentsService,
    private readonly settings: SettingsService,
  ) {}

  async summary(clientId: TenantId, asked: AskedMoney): Promise<RevenueSummary> {
    const found = await this.look(clientId, asked, 'day');
    const before = periodBefore(found.frame);
    const earlier = await this.figures.costs(clientId, whose(asked), before, null);
    return {
      ...found.frame,
      days: found.rows.map((row) => ({ day: String(row.subject), ...totalsOf([row]) })),
      previous: { ...before, totals: totalsOf(inCurrency(earlier, found.frame.currency)) },
    };
  }

  /** By agent, channel, campaign or day. */
  async by(
    clientId: TenantId,
    asked: AskedMoney,
    by: MoneyBy,
    { page, limit }: PageRequest,
  ): Promise<MoneyPage<SubjectMoney>> {
    const { rows, frame } = await this.look(clientId, asked, by);
    const shown = rows.slice((page - 1) * limit, page * limit);
    const ids = by === 'agent' ? shown.flatMap(({ subject }) => subject ?? []) : [];
    const names = await this.agents.find(clientId, ids as AgentId[]);
    const items = shown.map((row) => ({
      subject: row.subject,
      name: names.get(row.subject as AgentId)?.fullName ?? null,
      ...totalsOf([row]),
    }));
    const spread = { cost: spreadOf(rows.map((row) => moneyFiguresOf(row).cost)) };
    return { items, total: rows.length, page, limit, statistics: { ...frame, spread } };
  }

  /** Call by call, the newest first. */
  async perCall(
    clientId: TenantId,
    asked: AskedMoney,
    page: PageRequest,
  ): Promise<MoneyPage<CallCost>> {
    const { frame, rows } = await this.look(clientId, asked, 'day');
    const found = await this.calls.list(clientId, whose(asked), frame, page);
    const spread = { cost: spreadOf(rows.map((row) => moneyFiguresOf(row).costPerCall)) };
    return { ...found, statistics: { ...frame, spread } };
  }

  private async look(clientId: TenantId, asked: AskedMoney, by: MoneyBy) {
    const { rules } = await this.settings.of(clientId);
    const period = await this.figures.period(clientId, asked);
    const { from, to } = period;
    const all = await this.figures.costs(clientId, whose(asked), { from, to }, FIELD_OF[by]);
    const { currency } = rules;
    const rows = inCurrency(all, currency);
    const others = all.map((row) => row.currency).filter((one) => one !== currency);
    const frame: MoneyFrame = {
      ...period,
      currency,
      otherCurrencies: [...new Set(others)].sort(),
      totals: totalsOf(rows),
    };
    return { rows, frame };
  }
}

const whose = ({ agentId, channelId, campaignId }: AskedMoney) => ({
  agentId,
  channelId,
  campaignId,
});

const inCurrency = (rows: readonly CostSums[], currency: string): CostSums[] =>
  rows.filter((row) => row.currency === currency);

function totalsOf(rows: readonly CostSums[]): Totals {
  const sums = addMoney(...rows);
  const { calls, handledSeconds } = sums;
  return { calls, handledSeconds, ...moneyFiguresOf(sums) };
}
