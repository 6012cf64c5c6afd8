/** What is added up for every bucket of calls. All are whole numbers, so that additions are exact. */
export const SUM_FIELDS = [
  'offered',
  'answered',
  'answeredInTarget',
  'abandoned',
  'abandonedAfterTarget',
  'otherEnds',
  'successes',
  'waitAnsweredSeconds',
  'ringSeconds',
  'talkSeconds',
  'holdSeconds',
  'wrapUpSeconds',
  'missedOffers',
] as const;
export type SumField = (typeof SUM_FIELDS)[number];
export type Sums = Readonly<Record<SumField, number>>;

/** Sums of nothing. */
export const NO_SUMS: Sums = Object.freeze(
  Object.fromEntries(SUM_FIELDS.map((field) => [field, 0])) as Record<SumField, number>,
);

/** One figure: what it is called, how it is made and what it is measured in. */
export interface Definition<Value extends number | null> {
  readonly name: string;
  /** As the documents state it. */
  readonly formula: string;
  readonly unit: 'calls' | 'offers' | 'seconds' | 'share';
  /** Grows when the same sums would give another value. */
  readonly version: number;
  readonly of: (sums: Sums) => Value;
}

/** Null where there is nothing to divide by. */
const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

const sum = (
  field: SumField,
  name: string,
  unit: Definition<number>['unit'],
  formula: string,
): Definition<number> => ({ name, formula, unit, version: 1, of: (sums) => sums[field] });

/** The figures, each said once; answers, documents and recounts take them from here. */
export const DEFINITIONS = {
  offered: sum('offered', 'Offered', 'calls', 'calls that asked for an agent and have ended'),
  answered: sum('answered', 'Answered', 'calls', 'completed calls'),
  abandoned: sum('abandoned', 'Abandoned', 'calls', 'calls whose caller hung up before the answer'),
  serviceLevel: {
    name: 'Service level',
    formula: 'answered within the target ÷ (answered + abandoned after the target)',
    unit: 'share',
    version: 1,
    of: (sums: Sums) => ratio(sums.answeredInTarget, sums.answered + sums.abandonedAfterTarget),
  },
  asa: {
    name: 'Average speed of answer',
    formula: 'wait of the answered ÷ answered',
    unit: 'seconds',
    version: 1,
    of: (sums: Sums) => ratio(sums.waitAnsweredSeconds, sums.answered),
  },
  aht: {
    name: 'Average handle time',
    formula: '(talk + hold + wrap-up) ÷ answered',
    unit: 'seconds',
    version: 1,
    of: (sums: Sums) =>
      ratio(sums.talkSeconds + sums.holdSeconds + sums.wrapUpSeconds, sums.answered),
  },
  abandonRate: {
    name: 'Abandon rate',
    formula: 'abandoned ÷ offered',
    unit: 'share',
    version: 1,
    of: (sums: Sums) => ratio(sums.abandoned, sums.offered),
  },
  talkSeconds: sum('talkSeconds', 'Talk time', 'seconds', 'sum of the seconds of conversation'),
  missedOffers: sum('missedOffers', 'Missed offers', 'offers', 'offers that rang out unanswered'),
} as const satisfies Record<string, Definition<number | null>>;

export type FigureName = keyof typeof DEFINITIONS;
export type Figures = {
  readonly [Name in FigureName]: ReturnType<(typeof DEFINITIONS)[Name]['of']>;
};

/** Every figure of a bucket, or of several added up. */
export function figuresOf(sums: Sums): Figures {
  return Object.fromEntries(
    Object.entries(DEFINITIONS).map(([name, definition]) => [name, definition.of(sums)]),
  ) as Figures;
}

/** Sums of several buckets together; a sum that is missing counts as zero. */
export function addSums(...all: readonly Partial<Sums>[]): Sums {
  const total = { ...NO_SUMS } as Record<SumField, number>;
  for (const sums of all) {
    for (const field of SUM_FIELDS) total[field] += sums[field] ?? 0;
  }
  return total;
}
