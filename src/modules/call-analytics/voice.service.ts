import { Injectable } from '@nestjs/common';
import type { TenantId } from '../../common/ids.js';
import { periodBefore, type Period } from '../../common/period.js';
import { spreadOfCounts, type Spread } from '../../common/statistics.js';
import { figuresOf } from '../call-figures/definitions.domain.js';
import {
  FiguresService,
  type AskedPeriod,
  type ZonedPeriod,
} from '../analytics/figures.service.js';
import { addSums, type Sums } from '../call-figures/sums.domain.js';
import type { JudgedCalls } from '../quality/judged-calls.js';
import { QualityScores } from '../quality/quality-scores.service.js';
import type { ItemMean, ScoreCount } from '../quality/quality.types.js';
import { SatisfactionAnswers } from '../satisfaction/satisfaction-answers.service.js';
import type { AnswerCount } from '../satisfaction/satisfaction.types.js';
import { answerSums, scoreSums } from './voice.domain.js';

/** How well calls were scored. */
export interface QualityFigures {
  readonly scored: number;
  readonly quality: number | null;
  /** Share of scores that a critical item made 0. */
  readonly criticalFailureRate: number | null;
}

export interface QualitySummary extends ZonedPeriod {
  readonly totals: QualityFigures;
  readonly spread: Spread;
  readonly agents: readonly (QualityFigures & { readonly agentId: number })[];
  readonly teams: readonly (QualityFigures & { readonly teamId: string | null })[];
  readonly scorecards: readonly (QualityFigures & { readonly scorecard: string })[];
  readonly items: readonly ItemMean[];
  readonly previous: Period & { readonly totals: QualityFigures };
}

/** What customers said. */
export interface SatisfactionFigures {
  readonly csatAnswers: number;
  readonly csat: number | null;
  /** Mean of the answers, 1 to 5. */
  readonly csatMean: number | null;
  readonly npsAnswers: number;
  readonly nps: number | null;
}

export interface SatisfactionSummary extends ZonedPeriod {
  readonly totals: SatisfactionFigures;
  readonly spread: { readonly csat: Spread; readonly nps: Spread };
  readonly agents: readonly (SatisfactionFigures & { readonly agentId: number })[];
  readonly teams: readonly (SatisfactionFigures & { readonly teamId: string | null })[];
  readonly channels: readonly (SatisfactionFigures & { readonly channelId: string })[];
  readonly previous: Period & { readonly totals: SatisfactionFigures };
}

export interface SatisfactionTrends {
  readonly items: readonly (SatisfactionFigures & { readonly day: string })[];
  readonly statistics: ZonedPeriod & {
    readonly totals: SatisfactionFigures;
    readonly previous: Period & { readonly totals: SatisfactionFigures };
  };
}

type Asked = AskedPeriod & { readonly calls: JudgedCalls };

/** What people said of calls: those who listened to them, and those who made them. */
@Injectable()
export class VoiceService {
  constructor(
    private readonly figures: FiguresService,
    private readonly scores: QualityScores,
    private readonly answers: SatisfactionAnswers,
  ) {}

  async quality(clientId: TenantId, { calls, ...asked }: Asked): Promise<QualitySummary> {
    const { timezone, ...period } = await this.figures.period(clientId, asked);
    const before = periodBefore(period);
    const [rows, items, earlier] = await Promise.all([
      this.scores.counts(clientId, calls, period),
      this.scores.items(clientId, calls, period),
      this.scores.counts(clientId, calls, before),
    ]);
    return {
      ...period,
      timezone,
      totals: qualityOf(rows),
      spread: spreadOfCounts(rows.map(({ score, count }) => [score, count])),
      agents: grouped(rows, 'agentId', qualityOf),
      teams: grouped(rows, 'teamId', qualityOf),
      scorecards: grouped(rows, 'scorecard', qualityOf),
      items,
      previous: { ...before, totals: qualityOf(earlier) },
    };
  }

  async satisfaction(clientId: TenantId, { calls, ...asked }: Asked): Promise<SatisfactionSummary> {
    const { timezone, ...period } = await this.figures.period(clientId, asked);
    const before = periodBefore(period);
    const [rows, earlier] = await Promise.all([
      this.answers.counts(clientId, calls, period),
      this.answers.counts(clientId, calls, before),
    ]);
    return {
      ...period,
      timezone,
      totals: satisfactionOf(rows),
      spread: { csat: spreadOf(rows, 'csat'), nps: spreadOf(rows, 'nps') },
      agents: grouped(rows, 'agentId', satisfactionOf),
      teams: grouped(rows, 'teamId', satisfactionOf),
      channels: grouped(rows, 'channelId', satisfactionOf),
      previous: { ...before, totals: satisfactionOf(earlier) },
    };
  }

  /** Day by day, the oldest first; days without an answer are left out. */
  async trends(clientId: TenantId, { calls, ...asked }: Asked): Promise<SatisfactionTrends> {
    const { timezone, ...period } = await this.figures.period(clientId, asked);
    const before = periodBefore(period);
    const [rows, earlier] = await Promise.all([
      this.answers.counts(clientId, calls, period),
      this.answers.counts(clientId, calls, before),
    ]);
    return {
      items: grouped(rows, 'day', satisfactionOf).toSorted((a, b) => (a.day < b.day ? -1 : 1)),
      statistics: {
        ...period,
        timezone,
        totals: satisfactionOf(rows),
        previous: { ...before, totals: satisfactionOf(earlier) },
      },
    };
  }
}

function qualityOf(rows: readonly ScoreCount[]): QualityFigures {
  const sums = addSums(...rows.map(scoreSums));
  const failed = rows.reduce((sum, row) => sum + (row.hasFailed ? row.count : 0), 0);
  const { scored } = sums;
  return {
    scored,
    quality: figuresOf(sums).quality,
    criticalFailureRate: scored === 0 ? null : failed / scored,
  };
}

function satisfactionOf(rows: readonly AnswerCount[]): SatisfactionFigures {
  const sums: Sums = addSums(...rows.map(answerSums));
  const { csat, nps } = figuresOf(sums);
  const { csatAnswers, csatPoints, npsAnswers } = sums;
  return {
    csatAnswers,
    csat,
    csatMean: csatAnswers === 0 ? null : csatPoints / csatAnswers,
    npsAnswers,
    nps,
  };
}

/** The rows of each value of a field, as figures; the value with most rows' first. */
function grouped<Row extends { readonly count: number }, Field extends keyof Row, Figures>(
  rows: readonly Row[],
  field: Field,
  of: (rows: readonly Row[]) => Figures,
): (Figures & Record<Field, Row[Field]>)[] {
  const groups = new Map<Row[Field], Row[]>();
  for (const row of rows) {
    const group = groups.get(row[field]) ?? [];
    groups.set(row[field], group);
    group.push(row);
  }
  const size = (group: readonly Row[]) => group.reduce((sum, { count }) => sum + count, 0);
  return [...groups]
    .sort(([, a], [, b]) => size(b) - size(a))
    .map(([value, group]) => ({ [field]: value ?? null, ...of(group) }) as never);
}

function spreadOf(rows: readonly AnswerCount[], field: 'csat' | 'nps'): Spread {
  return spreadOfCounts(
    rows.flatMap((row) => {
      const value = row[field] ?? null;
      return value === null ? [] : [[value, row.count] as const];
    }),
  );
}
