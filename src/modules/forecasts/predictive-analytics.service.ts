import { setImmediate as turn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { AgentId, TenantId } from '../../common/ids.js';
import { shiftDay, type Period } from '../../common/period.js';
import { dayBounds, dayOf } from '../../common/time.js';
import type { Lease } from '../../platform/mongo/leases.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { AgentRecords, type AgentRecord } from '../analytics/agent-records.service.js';
import { sum } from '../forecasting/call-days.domain.js';
import { meanPatience } from '../forecasting/erlang.domain.js';
import {
  forecastVolume,
  naiveErrorOf,
  scoreForecast,
  type ForecastDay,
} from '../forecasting/volume-forecast.domain.js';
import { SettingsService } from '../settings/settings.service.js';
import type { TenantSettings } from '../settings/rules.domain.js';
import {
  outlookOf,
  scoreOutlooks,
  type AgentPast,
  type AgentsAccuracy,
} from './agent-outlook.domain.js';
import { callDays, daysWithCalls, workingDays } from './call-series.domain.js';
import type { AgentsDocument, StoredForecastDay, VolumeDocument } from './forecast.schema.js';
import { ForecastsRepository } from './forecasts.repository.js';
import { QuartersRepository, type Quarter } from './quarters.repository.js';

/** Forecasts are about so many days. */
export const DAYS_AHEAD = 14;
/** They are learnt from so many days at most. */
const HISTORY_DAYS = 400;
/** What handle times and patience are measured on. */
const RECENT_DAYS = 28;

export interface ForecastRun {
  /** Series for which something is said. */
  readonly forecasts: number;
  /** Series with too few days to learn from. */
  readonly refused: number;
  readonly scored: number;
  readonly agents: number;
}

/** Makes the forecasts of a company, and says of the past ones how right they were. */
@Injectable()
export class PredictiveAnalytics {
  constructor(
    private readonly settings: SettingsService,
    private readonly quarters: QuartersRepository,
    private readonly agents: AgentRecords,
    private readonly forecasts: ForecastsRepository,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * Scores what is over, and forecasts the calls of the company and of each of its sectors from today
   * on. Run twice on a day, the later takes the place of the earlier.
   */
  async run(clientId: TenantId, lease: Lease): Promise<ForecastRun> {
    const settings = await this.settings.of(clientId);
    let forecasts = 0;
    let refused = 0;
    let scored = 0;
    for (const sector of [null, ...settings.sectors]) {
      if (!lease.isHeld()) break;
      const series = await this.forecastSeries(settings, sector, lease);
      forecasts += series.method === null ? 0 : 1;
      refused += series.method === null ? 1 : 0;
      scored += series.scored;
    }
    return { forecasts, refused, scored, agents: await this.forecastAgents(settings, lease) };
  }

  private async forecastSeries(settings: TenantSettings, sector: string | null, lease: Lease) {
    const { clientId, timezone, businessHours } = settings;
    const madeAt = this.clock.date();
    const today = dayOf(madeAt.getTime(), timezone);
    const past = { from: shiftDay(today, -HISTORY_DAYS), to: shiftDay(today, -1) };
    const quarters = await this.quarters.list(clientId, sector, past);
    const [first] = quarters;
    const days = first
      ? callDays(quarters, { ...past, from: dayOf(first.start.getTime(), timezone) }, timezone)
      : [];
    const history = workingDays(days, businessHours);
    const all = Array.from({ length: DAYS_AHEAD }, (_, ahead) => shiftDay(today, ahead));
    const later = daysWithCalls(days, all, businessHours);
    const made = await forecastVolume(history, later, () => turn());
    const recentFrom = dayBounds(shiftDay(today, -RECENT_DAYS), timezone).from;
    const recent = quarters.filter(({ start }) => start >= recentFrom);
    const document: VolumeDocument = {
      _id: JSON.stringify([clientId, 'volume', sector, today]),
      clientId,
      kind: 'volume',
      sector,
      madeOn: today,
      lastDay: shiftDay(today, DAYS_AHEAD - 1),
      madeAt,
      timezone,
      historyDays: history.length,
      method: made?.method ?? null,
      tried: made?.tried ?? [],
      naiveError: naiveErrorOf(history),
      ...measured(recent),
      ...(made && { days: made.days.map(toStored) }),
      accuracy: null,
      scoredTo: null,
    };
    const unscored = await this.forecasts.listUnscored(clientId, sector, past.to);
    await this.transactions.run(async (session) => {
      await lease.fence(session);
      await this.forecasts.put(session, document);
      for (const one of unscored) {
        const came = days.filter(({ date }) => date >= one.madeOn);
        const accuracy = scoreForecast((one.days ?? []).map(toDay), came, one.naiveError);
        await this.forecasts.score(session, one, accuracy, past.to);
      }
    });
    return { method: document.method, scored: unscored.length };
  }

  /** Agents who answered a call in the last four weeks; how many. */
  private async forecastAgents(settings: TenantSettings, lease: Lease): Promise<number> {
    const { clientId, timezone } = settings;
    const madeAt = this.clock.date();
    const today = dayOf(madeAt.getTime(), timezone);
    const recent: Period = { from: shiftDay(today, -RECENT_DAYS), to: shiftDay(today, -1) };
    const records = await this.agents.bySector(clientId, recent);
    const all = together(records);
    const agents = [...byAgent(records)]
      .map(([agentId, past]) => {
        const nextCalls = (past.calls * DAYS_AHEAD) / RECENT_DAYS;
        return { agentId, ...outlookOf(past, all, nextCalls) };
      })
      .sort((a, b) => b.calls - a.calls || a.agentId - b.agentId);
    const scores = await this.scoredAgents(clientId, recent.to);
    await this.transactions.run(async (session) => {
      await lease.fence(session);
      for (const [one, accuracy] of scores)
        await this.forecasts.scoreAgents(session, one, accuracy);
      await this.forecasts.put(session, {
        _id: JSON.stringify([clientId, 'agents', today]),
        clientId,
        kind: 'agents',
        sector: null,
        madeOn: today,
        lastDay: shiftDay(today, DAYS_AHEAD - 1),
        madeAt,
        agents,
      });
    });
    return agents.length;
  }

  /** How right the forecasts of agents were whose days are over. */
  private async scoredAgents(
    clientId: TenantId,
    yesterday: string,
  ): Promise<readonly (readonly [AgentsDocument, AgentsAccuracy | null])[]> {
    const scores: (readonly [AgentsDocument, AgentsAccuracy | null])[] = [];
    for (const made of await this.forecasts.listAgentsUnscored(clientId, yesterday)) {
      const period = { from: made.madeOn, to: made.lastDay ?? made.madeOn };
      const came = byAgent(await this.agents.bySector(clientId, period));
      scores.push([made, scoreOutlooks(made.agents, came)]);
    }
    return scores;
  }
}

/** What staffing needs to know, of the quarters of some weeks. */
function measured(quarters: readonly Quarter[]) {
  const total = (of: (quarter: Quarter) => number): number => sum(quarters.map(of));
  const answered = total((quarter) => quarter.answered);
  const handled = total(
    ({ talkSeconds, holdSeconds, wrapUpSeconds }) => talkSeconds + holdSeconds + wrapUpSeconds,
  );
  const waited = total(
    ({ waitAnsweredSeconds, waitAbandonedSeconds }) => waitAnsweredSeconds + waitAbandonedSeconds,
  );
  return {
    handleSeconds: answered === 0 ? null : handled / answered,
    patienceSeconds: meanPatience(
      waited,
      total(({ abandoned }) => abandoned),
    ),
  };
}

/** What each agent's calls came to, of all sectors together. */
function byAgent(records: readonly AgentRecord[]): ReadonlyMap<AgentId, AgentPast> {
  const all = new Map<AgentId, AgentPast>();
  for (const record of records) {
    const known = all.get(record.agentId);
    all.set(record.agentId, known ? together([known, record]) : record);
  }
  return all;
}

function together(records: readonly AgentPast[]): AgentPast {
  return {
    calls: sum(records.map(({ calls }) => calls)),
    successes: sum(records.map(({ successes }) => successes)),
    sum: sum(records.map((one) => one.sum)),
    squares: sum(records.map(({ squares }) => squares)),
  };
}

/** Half a hundredth of a call is nothing to anybody. */
const rounded = (value: number): number => Math.round(value * 100) / 100;

function toStored({ date, parts }: ForecastDay): StoredForecastDay {
  return {
    date,
    expected: parts.map(({ expected }) => rounded(expected)),
    low80: parts.map(({ low80 }) => rounded(low80)),
    high80: parts.map(({ high80 }) => rounded(high80)),
    low95: parts.map(({ low95 }) => rounded(low95)),
    high95: parts.map(({ high95 }) => rounded(high95)),
  };
}

/** A day of a stored forecast, part by part. */
export function toDay({ date, ...bands }: StoredForecastDay): ForecastDay {
  return {
    date,
    parts: bands.expected.map((expected, part) => ({
      expected,
      low80: bands.low80[part] ?? 0,
      high80: bands.high80[part] ?? 0,
      low95: bands.low95[part] ?? 0,
      high95: bands.high95[part] ?? 0,
    })),
  };
}
