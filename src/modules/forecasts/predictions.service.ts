import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { CommonErrors } from '../../common/errors.js';
import type { AgentId, TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { periodOf, shiftDay, type Period } from '../../common/period.js';
import { dayOf } from '../../common/time.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { AgentsService } from '../agents/agents.service.js';
import { meanOf, type Accuracy, type Expectation } from '../forecasting/accuracy.domain.js';
import {
  agentsNeeded,
  erlangs,
  serviceOf,
  type Patience,
  type Service,
} from '../forecasting/erlang.domain.js';
import { SettingsService } from '../settings/settings.service.js';
import { quartersOf } from './call-series.domain.js';
import type { AgentsDocument, VolumeDocument } from './forecast.schema.js';
import { FORECASTS_JOB } from './forecasts.job.js';
import { ForecastsRepository, type ScoredForecast } from './forecasts.repository.js';
import { DAYS_AHEAD, toDay } from './predictive-analytics.service.js';

export interface AskedForecast {
  readonly sector?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}
export interface AskedStaffing extends AskedForecast {
  readonly serviceLevel?: number | undefined;
  readonly targetSeconds?: number | undefined;
}

/** A quarter of an hour to come. */
export interface QuarterForecast extends Expectation {
  readonly at: Date;
  readonly day: string;
}

/** Why there is a forecast, or none. */
export type ForecastState = 'ready' | 'too_little_history' | 'not_made_yet';
export interface AboutForecast {
  readonly state: ForecastState;
  readonly sector: string | null;
  readonly timezone: string;
  readonly madeAt: Date | null;
  readonly historyDays: number | null;
  readonly method: VolumeDocument['method'];
  readonly tried: VolumeDocument['tried'];
}

/** Agents, and what callers get from so many. */
export interface Staff extends Service {
  readonly agents: number;
}
export interface QuarterStaffing {
  readonly at: Date;
  readonly day: string;
  readonly expected: number;
  readonly erlangs: number;
  readonly erlangC: Staff | null;
  readonly erlangA: Staff | null;
}

export interface Listed<Item, About> {
  readonly items: readonly Item[];
  readonly statistics: About;
}

export type Goal = { readonly serviceLevel: number; readonly targetSeconds: number };
type Measured = Pick<VolumeDocument, 'handleSeconds' | 'patienceSeconds'>;

const MOST_DAYS = 400;

/** Answers what is expected, of what the daily run made. */
@Injectable()
export class PredictionsService {
  constructor(
    private readonly forecasts: ForecastsRepository,
    private readonly settings: SettingsService,
    private readonly agents: AgentsService,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  /**
   * The calls that are expected by quarter of an hour. Days off bring none and are left out.
   * @throws CommonErrors.VALIDATION_ERROR for a bad period or an unknown sector
   */
  async volume(
    clientId: TenantId,
    asked: AskedForecast,
  ): Promise<Listed<QuarterForecast, AboutForecast>> {
    const { made, period, statistics } = await this.newest(clientId, asked);
    return { items: made ? quartersIn(made, period) : [], statistics };
  }

  /**
   * The agents that each quarter needs. A forecast without a measured handle time needs nobody
   * that we could count: then the list is empty.
   * @throws CommonErrors.VALIDATION_ERROR for a bad period or an unknown sector
   */
  async staffing(
    clientId: TenantId,
    asked: AskedStaffing,
  ): Promise<Listed<QuarterStaffing, AboutForecast & Goal & Measured>> {
    const { made, period, statistics } = await this.newest(clientId, asked);
    const { rules } = await this.settings.of(clientId);
    const goal: Goal = {
      serviceLevel: asked.serviceLevel ?? rules.serviceLevel.share,
      targetSeconds: asked.targetSeconds ?? rules.serviceLevel.seconds,
    };
    const { handleSeconds = null, patienceSeconds = null } = made ?? {};
    const items: QuarterStaffing[] = [];
    if (made && handleSeconds !== null) {
      const staff = staffFinder(handleSeconds, patienceSeconds, goal);
      for (const { at, day, expected } of quartersIn(made, period)) {
        items.push({ at, day, expected, ...staff(expected) });
      }
    }
    return { items, statistics: { ...statistics, ...goal, handleSeconds, patienceSeconds } };
  }

  /** Agents with what is expected of them in the next two weeks, who answered most first. */
  async agentPerformance(clientId: TenantId, agentId: AgentId | undefined, page: PageRequest) {
    const [made, scored] = await Promise.all([
      this.forecasts.newestAgents(clientId),
      this.forecasts.newestAgentsAccuracy(clientId),
    ]);
    const all = (made?.agents ?? []).filter(
      (one) => agentId === undefined || one.agentId === agentId,
    );
    const shown = all.slice((page.page - 1) * page.limit, page.page * page.limit);
    const known = await this.agents.find(
      clientId,
      shown.map((one) => one.agentId),
    );
    const items = shown.map((one) => ({
      ...one,
      fullName: known.get(one.agentId)?.fullName ?? null,
    }));
    const madeAt: AgentsDocument['madeAt'] | null = made?.madeAt ?? null;
    const { madeOn = null, lastDay = null, agentsAccuracy = null } = scored ?? {};
    const accuracy = agentsAccuracy && { madeOn, lastDay, ...agentsAccuracy };
    const statistics = { madeAt, days: DAYS_AHEAD, accuracy };
    return { items, total: all.length, ...page, statistics };
  }

  /** How right the forecasts were that were made in a period, the newest first, and in the mean. */
  async accuracy(
    clientId: TenantId,
    asked: AskedForecast,
    page: PageRequest,
  ): Promise<Page<ScoredForecast> & { readonly statistics: Period & MeanAccuracy }> {
    const { timezone, sectors } = await this.settings.of(clientId);
    const today = dayOf(this.clock.now(), timezone);
    const period = periodOf(asked, today, { days: 30, maxDays: MOST_DAYS });
    const sector = sectorOf(asked, sectors);
    const { accuracies, ...found } = await this.forecasts.listScored(
      clientId,
      sector,
      period,
      page,
    );
    return { ...found, statistics: { ...period, ...meanAccuracy(accuracies) } };
  }

  /**
   * Has the forecasts made anew now; answers when they are, or as it is after ten seconds.
   * @throws JobErrors.JOB_RUNNING
   */
  async refresh(clientId: TenantId) {
    const { record } = await this.jobs.runNow(clientId, FORECASTS_JOB);
    const { isRunning, requestedAt, lastEndedAt, outcome, did } = record;
    const isDone = !isRunning && requestedAt === undefined;
    return { isDone, lastEndedAt, outcome, did };
  }

  private async newest(clientId: TenantId, asked: AskedForecast) {
    const { timezone, sectors } = await this.settings.of(clientId);
    const today = dayOf(this.clock.now(), timezone);
    const sector = sectorOf(asked, sectors);
    const period = periodAhead(asked, today);
    const made = await this.forecasts.newestVolume(clientId, sector);
    const statistics: AboutForecast = {
      state: stateOf(made),
      sector,
      timezone: made?.timezone ?? timezone,
      madeAt: made?.madeAt ?? null,
      historyDays: made?.historyDays ?? null,
      method: made?.method ?? null,
      tried: made?.tried ?? [],
    };
    return { made, period, statistics };
  }
}

type MeanAccuracy = Readonly<Record<Exclude<keyof Accuracy, 'n'>, number | null>> & {
  readonly forecasts: number;
};

function meanAccuracy(accuracies: readonly Accuracy[]): MeanAccuracy {
  const mean = (figure: keyof Accuracy): number | null => meanOf(accuracies, figure);
  return {
    forecasts: accuracies.length,
    wape: mean('wape'),
    bias: mean('bias'),
    mase: mean('mase'),
    coverage80: mean('coverage80'),
    coverage95: mean('coverage95'),
    noiseFloor: mean('noiseFloor'),
  };
}

/** @throws CommonErrors.VALIDATION_ERROR for one that the company does not have */
function sectorOf(
  { sector = null }: { readonly sector?: string | null | undefined },
  sectors: readonly string[],
): string | null {
  if (sector !== null && !sectors.includes(sector)) {
    throw CommonErrors.VALIDATION_ERROR({
      details: [{ field: 'sector', message: 'is no sector of the company' }],
    });
  }
  return sector;
}

function stateOf(made: VolumeDocument | null): ForecastState {
  if (made === null) return 'not_made_yet';
  return made.method === null ? 'too_little_history' : 'ready';
}

/** From today, and up to where forecasts reach, unless the question says otherwise. */
function periodAhead({ from, to }: AskedForecast, today: string): Period {
  const end = to ?? shiftDay(from !== undefined && from > today ? from : today, DAYS_AHEAD - 1);
  const start = from ?? (end < today ? end : today);
  if (start > end) {
    throw CommonErrors.VALIDATION_ERROR({
      details: [{ field: 'to', message: 'must not be before from' }],
    });
  }
  return periodOf({ from: start, to: end }, today, { days: DAYS_AHEAD, maxDays: MOST_DAYS });
}

/** The quarters of a stored forecast's days in a period. */
export function quartersIn(
  { days = [], timezone }: VolumeDocument,
  period: Period,
): QuarterForecast[] {
  return days
    .filter(({ date }) => period.from <= date && date <= period.to)
    .flatMap((stored) => {
      const { date, parts } = toDay(stored);
      return quartersOf(date, timezone).flatMap(({ at, part }) => {
        const expectation = parts[part];
        return expectation ? [{ at, day: date, ...expectation }] : [];
      });
    });
}

/**
 * Finds agents for expected calls. Nights ask for the same again and again, and a quarter of an hour
 * needs nearly as many as the one before it.
 */
function staffFinder(handleSeconds: number, patienceSeconds: number | null, goal: Goal) {
  type Found = Pick<QuarterStaffing, 'erlangs' | 'erlangC' | 'erlangA'>;
  const known = new Map<number, Found>();
  let last: Found | undefined;
  return (expected: number) => {
    const found = known.get(expected);
    if (found) return found;
    const load = { callsPerHour: expected * 4, handleSeconds };
    const staffBy = (patience: Patience, near: number | undefined): Staff | null => {
      const agents = agentsNeeded(load, goal, patience, near);
      return agents === null
        ? null
        : { agents, ...serviceOf(agents, load, goal.targetSeconds, patience) };
    };
    const meanSeconds = patienceSeconds;
    const staff = {
      erlangs: erlangs(load),
      erlangC: staffBy('endless', last?.erlangC?.agents),
      erlangA: meanSeconds === null ? null : staffBy({ meanSeconds }, last?.erlangA?.agents),
    };
    known.set(expected, staff);
    if (expected > 0) last = staff;
    return staff;
  };
}
