import { Injectable } from '@nestjs/common';
import type { TenantId } from '../../common/ids.js';
import { periodBefore, type Period } from '../../common/period.js';
import type { Spread } from '../../common/statistics.js';
import type { SlotSums } from '../analytics/figures.types.js';
import { changeOf, spreadOfFigures, type Change } from '../call-figures/comparison.domain.js';
import { figuresOf, type Figures } from '../call-figures/definitions.domain.js';
import { FiguresService, type Narrowed, type ZonedPeriod } from '../analytics/figures.service.js';
import type { Interval } from '../call-figures/slot.domain.js';
import { addSums, type SumField, type Sums } from '../call-figures/sums.domain.js';

/** The figures of a quarter of an hour, an hour or a day. */
export interface TrendPoint extends Figures {
  readonly day: string;
  /** When a quarter or an hour began; null for a day. */
  readonly start: Date | null;
}

export interface Trends {
  readonly items: readonly TrendPoint[];
  readonly statistics: ZonedPeriod & {
    readonly totals: Figures;
    readonly previous: Period & { readonly totals: Figures };
    readonly change: Change;
    readonly spread: Readonly<Record<string, Spread>>;
  };
}

/** How calls ended. */
export const OUTCOMES = {
  completed: 'answered',
  abandoned: 'abandoned',
  no_answer: 'noAnswer',
  busy: 'busy',
  failed: 'failed',
  canceled: 'canceled',
} as const satisfies Record<string, SumField>;
export type Outcome = keyof typeof OUTCOMES;

export interface OutcomeCount {
  readonly outcome: Outcome;
  readonly calls: number;
  /** Calls ÷ offered; null when nothing was offered. */
  readonly share: number | null;
}

export interface Completion {
  readonly items: readonly OutcomeCount[];
  readonly statistics: ZonedPeriod & {
    readonly offered: number;
    readonly answered: number;
    readonly successes: number;
    /** Answered ÷ offered. */
    readonly completionRate: number | null;
    readonly previous: Period & { readonly completionRate: number | null };
  };
}

/** Calls of a quarter of an hour, an hour or a day, by how they ended. */
export interface TimelinePoint {
  readonly day: string;
  readonly start: Date | null;
  readonly offered: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly asa: number | null;
  readonly serviceLevel: number | null;
}

export interface Timeline {
  readonly items: readonly TimelinePoint[];
  readonly statistics: ZonedPeriod & {
    readonly offered: number;
    /** The point with most offered calls; null without any. */
    readonly busiest: TimelinePoint | null;
    readonly spread: { readonly offered: Spread };
  };
}

/** How calls went over time, and how they ended. */
@Injectable()
export class TrendsService {
  constructor(private readonly figures: FiguresService) {}

  /** Figures by quarter, hour or day, beside those of as many days before. */
  async trends(clientId: TenantId, asked: Narrowed, interval: Interval): Promise<Trends> {
    const { timezone, ...period } = await this.figures.period(clientId, asked, interval);
    const before = periodBefore(period);
    const [rows, earlier] = await Promise.all([
      this.figures.slots(clientId, asked, period, interval),
      this.figures.totals(clientId, asked, before),
    ]);
    const items = rows.map((row) => ({ day: row.day, start: row.start, ...figuresOf(row) }));
    const totals = figuresOf(addSums(...rows));
    const previous = figuresOf(earlier);
    return {
      items,
      statistics: {
        ...period,
        timezone,
        totals,
        previous: { ...before, totals: previous },
        change: changeOf(totals, previous),
        spread: spreadOfFigures(items),
      },
    };
  }

  /** How many calls ended in which way. */
  async completion(clientId: TenantId, asked: Narrowed): Promise<Completion> {
    const { timezone, ...period } = await this.figures.period(clientId, asked);
    const before = periodBefore(period);
    const [sums, earlier] = await Promise.all([
      this.figures.totals(clientId, asked, period),
      this.figures.totals(clientId, asked, before),
    ]);
    const outcomes = outcomesOf(sums);
    const items = Object.entries(outcomes).map(([outcome, calls]) => ({
      outcome: outcome as Outcome,
      calls,
      share: sums.offered === 0 ? null : calls / sums.offered,
    }));
    const { offered, answered, successes } = sums;
    return {
      items,
      statistics: {
        ...period,
        timezone,
        offered,
        answered,
        successes,
        completionRate: completionRate(sums),
        previous: { ...before, completionRate: completionRate(earlier) },
      },
    };
  }

  /** Calls by quarter, hour or day and by how they ended. */
  async timeline(clientId: TenantId, asked: Narrowed, interval: Interval): Promise<Timeline> {
    const { timezone, ...period } = await this.figures.period(clientId, asked, interval);
    const rows = await this.figures.slots(clientId, asked, period, interval);
    const items = rows.map(toPoint);
    const busiest = items.reduce<TimelinePoint | null>(
      (most, point) => (most === null || point.offered > most.offered ? point : most),
      null,
    );
    const { offered: spread } = spreadOfFigures(rows.map((row) => figuresOf(row)));
    const { offered } = addSums(...rows);
    return {
      items,
      statistics: { ...period, timezone, offered, busiest, spread: { offered: spread } },
    };
  }
}

const completionRate = ({ offered, answered }: Sums): number | null =>
  offered === 0 ? null : answered / offered;

function outcomesOf(sums: Sums): Record<Outcome, number> {
  return Object.fromEntries(
    Object.entries(OUTCOMES).map(([outcome, field]) => [outcome, sums[field]]),
  ) as Record<Outcome, number>;
}

function toPoint(row: SlotSums): TimelinePoint {
  const { offered, asa, serviceLevel } = figuresOf(row);
  const { day, start } = row;
  return { day, start, offered, outcomes: outcomesOf(row), asa, serviceLevel };
}
