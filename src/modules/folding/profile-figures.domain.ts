import type { AgentId } from '../../common/ids.js';
import { daysBetween } from '../../common/period.js';

/** A sector's answered calls of one day; null: calls of none. */
export interface ServedDay {
  readonly sector: string | null;
  readonly day: string;
  readonly answered: number;
  readonly successes: number;
  /** Talk, hold and wrap-up. */
  readonly handlingSeconds: number;
}

/** Those of them that one agent answered. */
export interface AgentServedDay extends ServedDay {
  readonly agentId: AgentId;
}

/** What routing goes by. */
export interface ProfileFigure {
  readonly agentId: AgentId;
  readonly sector: string;
  /** 0 to 1, four decimals. */
  readonly successRate: number;
  /** Seconds, one decimal. */
  readonly avgHandleTime: number;
}

/** After so many days a call counts half … */
export const HALF_LIFE_DAYS = 30;
/** … and after so many, a sixteenth: older ones are left out. */
export const WINDOW_DAYS = 4 * HALF_LIFE_DAYS;
/** The sector's mean counts as so many calls of everybody. */
export const PRIOR_CALLS = 20;

interface Weighed {
  answered: number;
  successes: number;
  handlingSeconds: number;
}

/**
 * What each agent is to each of its sectors:
 *
 *     weight of a day = ½ ^ (its age in days ÷ 30)
 *     successRate     = (Σ weight · successes + 20 · mean) ÷ (Σ weight · answered + 20)
 *     avgHandleTime   = (Σ weight · handling  + 20 · mean) ÷ (Σ weight · answered + 20)
 *
 * with the sector's own mean over all its agents, weighed alike. So one call moves an agent by a
 * twentieth at most, and what was long ago is forgotten by halves. It depends on the days alone: the
 * same days give the same figures, however often and in which order calls were folded.
 */
export function profileFigures(
  sectorDays: readonly ServedDay[],
  agentDays: readonly AgentServedDay[],
  today: string,
): ProfileFigure[] {
  const sectors = new Map<string | null, Weighed>();
  for (const day of sectorDays) weigh(sumOf(sectors, day.sector), day, today);
  const agents = new Map<string, Weighed>();
  for (const day of agentDays) {
    weigh(sumOf(agents, JSON.stringify([day.agentId, day.sector])), day, today);
  }
  return [...agents].flatMap(([name, own]) => {
    const [agentId, sector] = JSON.parse(name) as [AgentId, string | null];
    const mean = sectors.get(sector);
    if (sector === null || own.answered === 0 || !mean || mean.answered === 0) return [];
    const shrunk = (field: 'successes' | 'handlingSeconds') =>
      (own[field] + (PRIOR_CALLS * mean[field]) / mean.answered) / (own.answered + PRIOR_CALLS);
    return [
      {
        agentId,
        sector,
        successRate: round(shrunk('successes'), 10_000),
        avgHandleTime: round(shrunk('handlingSeconds'), 10),
      },
    ];
  });
}

const round = (value: number, scale: number): number => Math.round(value * scale) / scale;

function sumOf<Name>(sums: Map<Name, Weighed>, name: Name): Weighed {
  const known = sums.get(name) ?? { answered: 0, successes: 0, handlingSeconds: 0 };
  sums.set(name, known);
  return known;
}

function weigh(into: Weighed, { day, ...sums }: ServedDay, today: string): void {
  const weight = 0.5 ** (Math.max(0, daysBetween(day, today)) / HALF_LIFE_DAYS);
  into.answered += weight * sums.answered;
  into.successes += weight * sums.successes;
  into.handlingSeconds += weight * sums.handlingSeconds;
}
