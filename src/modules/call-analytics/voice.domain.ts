import { NO_AFTERMATH, said, type Aftermath } from '../call-figures/contribution.domain.js';
import { SUM_FIELDS, type Sums } from '../call-figures/sums.domain.js';

/** What so many equal answers of customers add up to, as folding counts them. */
export const answerSums = (row: {
  readonly csat?: number | null;
  readonly nps?: number | null;
  readonly count: number;
}): Partial<Sums> => times({ csat: row.csat ?? null, nps: row.nps ?? null }, row.count);

/** What so many equal scores add up to, as folding counts them. */
export const scoreSums = (row: { readonly score: number; readonly count: number }): Partial<Sums> =>
  times({ quality: row.score }, row.count);

function times(aftermath: Partial<Aftermath>, count: number): Partial<Sums> {
  const one = said({ ...NO_AFTERMATH, ...aftermath });
  return Object.fromEntries(SUM_FIELDS.map((field) => [field, (one[field] ?? 0) * count]));
}
