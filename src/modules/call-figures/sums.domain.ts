/** What is added up for every bucket of calls. All are whole numbers, so that additions are exact. */
export const SUM_FIELDS = [
  'offered',
  'answered',
  'answeredInTarget',
  'abandoned',
  'abandonedAfterTarget',
  'otherEnds',
  // Of these, by their state; for an agent, calls that went on without it are none of them.
  'failed',
  'noAnswer',
  'busy',
  'canceled',
  'successes',
  'waitAnsweredSeconds',
  'waitAbandonedSeconds',
  'ringSeconds',
  'talkSeconds',
  'holdSeconds',
  'wrapUpSeconds',
  // Of an agent alone: the handle time (talk, hold, wrap-up) of each answered call, squared, so that
  // the spread is known.
  'handleSquares',
  'missedOffers',
  // Calls that we placed and that were talked on: no part of what is offered, but work all the same.
  'placedCalls',
  'placedSeconds',
  // Answered calls whose seven days are over, and those of them that were the last word.
  'followed',
  'resolvedFirst',
  'scored',
  'scoreHundredths',
  'csatAnswers',
  'csatSatisfied',
  'csatPoints',
  'npsAnswers',
  'npsPromoters',
  'npsDetractors',
] as const;
export type SumField = (typeof SUM_FIELDS)[number];
export type Sums = Readonly<Record<SumField, number>>;

/** What buckets of costs add up, money in ten-thousandths of its unit: whole numbers as well. */
export const MONEY_FIELDS = [
  'calls',
  'handledSeconds',
  'pricedCalls',
  'callCost',
  'costedCalls',
  'agentCost',
  'valuedCalls',
  'revenue',
] as const;
export type MoneyField = (typeof MONEY_FIELDS)[number];
export type Money = Readonly<Record<MoneyField, number>>;

export type Field = SumField | MoneyField;
export type Totals = Readonly<Record<Field, number>>;

const nothing = <Name extends string>(fields: readonly Name[]): Readonly<Record<Name, number>> =>
  Object.freeze(Object.fromEntries(fields.map((field) => [field, 0])) as Record<Name, number>);

/** Sums of nothing. */
export const NO_SUMS: Sums = nothing(SUM_FIELDS);
export const NO_MONEY: Money = nothing(MONEY_FIELDS);

/** Sums of several buckets together; a sum that is missing counts as zero. */
export const addSums = (...all: readonly Partial<Sums>[]): Sums => addUp(SUM_FIELDS, all);
export const addMoney = (...all: readonly Partial<Money>[]): Money => addUp(MONEY_FIELDS, all);

function addUp<Name extends string>(
  fields: readonly Name[],
  all: readonly Partial<Readonly<Record<Name, number>>>[],
): Readonly<Record<Name, number>> {
  const total = { ...nothing(fields) } as Record<Name, number>;
  for (const sums of all) {
    for (const field of fields) total[field] += sums[field] ?? 0;
  }
  return total;
}
