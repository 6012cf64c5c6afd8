import type { FieldProblem } from '../../common/errors.js';

/** One thing that is looked at. */
export interface ScorecardItem {
  readonly name: string;
  /** What it counts beside the others; above 0. */
  readonly weight: number;
  /** Scored 0, it makes the whole score 0. */
  readonly isCritical: boolean;
}

/** What calls are scored by. */
export interface Scorecard {
  readonly name: string;
  readonly items: readonly ScorecardItem[];
}

/** A company's scorecards as they were from a moment on. */
export interface ScorecardSet {
  /** Grows with each change; 0: the company has set none. */
  readonly version: number;
  readonly scorecards: readonly Scorecard[];
}

/** What one item was given: 0 to 5, or null where it did not apply. */
export interface ItemScore {
  readonly name: string;
  readonly score: number | null;
}

export interface Scoring {
  /** 0 to 5, two decimals. */
  readonly score: number;
  /** The critical items that were scored 0. */
  readonly criticalFailures: readonly string[];
}

/** What there is until a company sets its own. */
export const STANDARD: ScorecardSet = {
  version: 0,
  scorecards: [
    {
      name: 'Standard',
      items: [
        { name: 'Greeting', weight: 1, isCritical: false },
        { name: 'Understanding', weight: 2, isCritical: false },
        { name: 'Solution', weight: 3, isCritical: false },
        { name: 'Compliance', weight: 3, isCritical: true },
        { name: 'Closing', weight: 1, isCritical: false },
      ],
    },
  ],
};

/** What is wrong with scorecards together, although each field is in its range. */
export function problemsIn(scorecards: readonly Scorecard[]): FieldProblem[] {
  const problems = repeated(scorecards).map((name) => ({
    field: 'scorecards',
    message: `names "${name}" twice`,
  }));
  scorecards.forEach(({ items }, place) => {
    for (const name of repeated(items)) {
      problems.push({ field: `scorecards.${place}.items`, message: `names "${name}" twice` });
    }
  });
  return problems;
}

/** What is wrong with the scores that a call was given. */
export function problemsOf(card: Scorecard, given: readonly ItemScore[]): FieldProblem[] {
  const known = new Set(card.items.map(({ name }) => name));
  const scored = new Set(given.map(({ name }) => name));
  const refuse = (message: string): FieldProblem => ({ field: 'items', message });
  const problems = [
    ...given.filter(({ name }) => !known.has(name)).map(({ name }) => refuse(`has no "${name}"`)),
    ...repeated(given).map((name) => refuse(`names "${name}" twice`)),
    ...card.items
      .filter(({ name }) => !scored.has(name))
      .map(({ name }) => refuse(`lacks "${name}"; null where it does not apply`)),
  ];
  const isEmpty = given.every(({ score }) => score === null);
  return problems.length === 0 && isEmpty ? [refuse('must apply, at least one')] : problems;
}

/**
 * The weighted mean of the items that applied, Σ weight · score ÷ Σ weight; 0 when a critical item was
 * scored 0.
 * @param given without problems
 */
export function scoreOf(card: Scorecard, given: readonly ItemScore[]): Scoring {
  const scores = new Map(given.map(({ name, score }) => [name, score]));
  let weights = 0;
  let sum = 0;
  const criticalFailures: string[] = [];
  for (const { name, weight, isCritical } of card.items) {
    const score = scores.get(name) ?? null;
    if (score === null) continue;
    weights += weight;
    sum += weight * score;
    if (isCritical && score === 0) criticalFailures.push(name);
  }
  const mean = weights === 0 ? 0 : sum / weights;
  return {
    score: criticalFailures.length > 0 ? 0 : Math.round(mean * 100) / 100,
    criticalFailures,
  };
}

/** Names that are there more than once, whatever the case. */
function repeated(all: readonly { readonly name: string }[]): string[] {
  const keys = all.map(({ name }) => name.toLowerCase());
  return all.filter((_, place) => keys.indexOf(keys[place] ?? '') < place).map(({ name }) => name);
}
