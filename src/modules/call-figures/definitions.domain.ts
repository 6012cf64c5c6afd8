import type { Money, SumField, Sums } from './sums.domain.js';

/** How a figure is made from what was added up. */
interface Formula<Basis, Value extends number | null> {
  /** As the documents state it. */
  readonly formula: string;
  /** Grows when the same sums would give another value. */
  readonly version: number;
  readonly of: (basis: Basis) => Value;
}

/** One figure: what it is called, how it is made, what it is measured in, and what it tells. */
export interface Definition<Basis, Value extends number | null = number | null> extends Formula<
  Basis,
  Value
> {
  readonly name: string;
  readonly unit: 'calls' | 'offers' | 'seconds' | 'share' | 'points' | 'money';
  readonly text: string;
  /** What it was before, the newest first: a figure that was given out keeps its version. */
  readonly earlier?: readonly Formula<Basis, number | null>[];
}

/** How long agents were there. */
export interface Presence {
  /** Talk, hold and wrap-up of the same time, and talk of calls that we placed. */
  readonly handlingSeconds: number;
  readonly signedInSeconds: number;
  /** Of these, away. */
  readonly awaySeconds: number;
}

/** Null where there is nothing to divide by. */
const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
const SCALE = 10_000;
/** Money as people write it. */
const money = (tenThousandths: number): number => tenThousandths / SCALE;

const handling = (sums: Sums): number => sums.talkSeconds + sums.holdSeconds + sums.wrapUpSeconds;
/** All that agents had to do. */
export const handlingSeconds = (sums: Sums): number => handling(sums) + sums.placedSeconds;

function sum(
  field: SumField,
  name: string,
  unit: Definition<Sums>['unit'],
  formula: string,
  text: string,
): Definition<Sums, number> {
  return { name, formula, unit, version: 1, text, of: (sums) => sums[field] };
}

function share(
  name: string,
  formula: string,
  text: string,
  of: (sums: Sums) => number | null,
): Definition<Sums> {
  return { name, formula, unit: 'share', version: 1, text, of };
}

function mean(
  name: string,
  formula: string,
  text: string,
  of: (sums: Sums) => number | null,
): Definition<Sums> {
  return { name, formula, unit: 'seconds', version: 1, text, of };
}

/** The figures of calls, each said once; answers, documents, reports and recounts take them from here. */
export const DEFINITIONS = {
  offered: sum(
    'offered',
    'Offered',
    'calls',
    'calls that asked for an agent and have ended',
    'Calls that came outside the business hours are not among them.',
  ),
  answered: sum('answered', 'Answered', 'calls', 'completed calls', 'An agent talked to them.'),
  abandoned: sum(
    'abandoned',
    'Abandoned',
    'calls',
    'calls whose caller hung up before the answer',
    'However short the wait was.',
  ),
  serviceLevel: share(
    'Service level',
    'answered within the target ÷ (answered + abandoned after the target)',
    'Who hangs up within the target speaks neither for nor against us.',
    (sums) => ratio(sums.answeredInTarget, sums.answered + sums.abandonedAfterTarget),
  ),
  asa: mean(
    'Average speed of answer',
    'wait of the answered ÷ answered',
    'From the arrival of a call to the voice of an agent.',
    (sums) => ratio(sums.waitAnsweredSeconds, sums.answered),
  ),
  waitAbandoned: mean(
    'Average wait of the abandoned',
    'wait of the abandoned ÷ abandoned',
    'How long those waited who gave up.',
    (sums) => ratio(sums.waitAbandonedSeconds, sums.abandoned),
  ),
  aht: mean(
    'Average handle time',
    '(talk + hold + wrap-up) ÷ answered',
    'What an answered call costs an agent.',
    (sums) => ratio(handling(sums), sums.answered),
  ),
  abandonRate: share(
    'Abandon rate',
    'abandoned ÷ offered',
    'The share of callers who gave up.',
    (sums) => ratio(sums.abandoned, sums.offered),
  ),
  successRate: share(
    'Success rate',
    'successes ÷ answered',
    'A success is a completed call that was talked on, unless its disposition says otherwise.',
    (sums) => ratio(sums.successes, sums.answered),
  ),
  fcr: share(
    'First contact resolution',
    'answered calls without a further call from that number to that sector within 7 days ÷ ' +
      'answered calls whose 7 days are over',
    'Calls of withheld numbers are not among them.',
    (sums) => ratio(sums.resolvedFirst, sums.followed),
  ),
  talkSeconds: sum(
    'talkSeconds',
    'Talk time',
    'seconds',
    'sum of the seconds of conversation',
    'Of answered calls.',
  ),
  missedOffers: sum(
    'missedOffers',
    'Missed offers',
    'offers',
    'offers that rang out unanswered',
    'One call can be missed by several agents.',
  ),
  quality: {
    name: 'Quality',
    formula: 'sum of scores ÷ scored calls',
    unit: 'points',
    version: 1,
    text: 'A score is 0 to 5: the weighted mean of the items of a scorecard.',
    of: (sums: Sums) => ratio(sums.scoreHundredths / 100, sums.scored),
  },
  csat: share(
    'Customer satisfaction',
    'answers of 4 and 5 ÷ answers',
    'Customers answer 1 to 5.',
    (sums) => ratio(sums.csatSatisfied, sums.csatAnswers),
  ),
  nps: {
    name: 'Net promoter score',
    formula: '% of answers of 9 and 10 − % of answers of 0 to 6',
    unit: 'points',
    version: 1,
    text: 'Customers answer 0 to 10; the score is −100 to 100.',
    of: (sums: Sums) => ratio(100 * (sums.npsPromoters - sums.npsDetractors), sums.npsAnswers),
  },
} as const satisfies Record<string, Definition<Sums>>;

/** What agents did with their time. */
export const PRESENCE_DEFINITIONS = {
  occupancy: {
    name: 'Occupancy',
    formula: 'handling ÷ signed-in and not away',
    unit: 'share',
    version: 1,
    text: 'Handling is talk, hold and wrap-up, and talk of calls that we placed.',
    of: (time: Presence) => ratio(time.handlingSeconds, time.signedInSeconds - time.awaySeconds),
  },
  utilization: {
    name: 'Utilization',
    formula: 'handling ÷ signed-in',
    unit: 'share',
    version: 1,
    text: 'Time away counts as well.',
    of: (time: Presence) => ratio(time.handlingSeconds, time.signedInSeconds),
  },
} as const satisfies Record<string, Definition<Presence>>;

const costOf = (sums: Money): number => sums.callCost + sums.agentCost;

/** What calls cost and brought, in the currency of the rules; null while nothing is known of it. */
export const MONEY_DEFINITIONS = {
  callCost: {
    name: 'Call cost',
    formula: 'sum of the prices of calls',
    unit: 'money',
    version: 1,
    text: "By Exotel's record.",
    of: (sums: Money) => (sums.pricedCalls === 0 ? null : money(sums.callCost)),
  },
  agentCost: {
    name: 'Agent cost',
    formula: 'hours of talk, hold and wrap-up × cost of an hour',
    unit: 'money',
    version: 1,
    text: 'The cost of an hour is the one in force when the call came.',
    of: (sums: Money) => (sums.costedCalls === 0 ? null : money(sums.agentCost)),
  },
  cost: {
    name: 'Cost',
    formula: 'call cost + agent cost',
    unit: 'money',
    version: 1,
    text: 'As far as it is known.',
    of: (sums: Money) => (sums.pricedCalls + sums.costedCalls === 0 ? null : money(costOf(sums))),
  },
  revenue: {
    name: 'Revenue',
    formula: 'sum of the values of dispositions',
    unit: 'money',
    version: 1,
    text: 'What calls came to.',
    of: (sums: Money) => (sums.valuedCalls === 0 ? null : money(sums.revenue)),
  },
  costPerCall: {
    name: 'Cost per call',
    formula: 'cost ÷ calls',
    unit: 'money',
    version: 1,
    text: 'Of calls that have ended, in both directions.',
    of: (sums: Money) =>
      sums.pricedCalls + sums.costedCalls === 0 ? null : ratio(money(costOf(sums)), sums.calls),
  },
  roi: {
    name: 'Return on investment',
    formula: '(revenue − cost) ÷ cost',
    unit: 'share',
    version: 1,
    text: 'Null while no cost is known, or no disposition.',
    of: (sums: Money) =>
      sums.valuedCalls === 0 ? null : ratio(sums.revenue - costOf(sums), costOf(sums)),
  },
} as const satisfies Record<string, Definition<Money>>;

type FiguresBy<Table extends Record<string, Definition<never>>> = {
  readonly [Name in keyof Table]: ReturnType<Table[Name]['of']>;
};

export type FigureName = keyof typeof DEFINITIONS;
export type Figures = FiguresBy<typeof DEFINITIONS>;
export type PresenceFigures = FiguresBy<typeof PRESENCE_DEFINITIONS>;
export type MoneyFigures = FiguresBy<typeof MONEY_DEFINITIONS>;

/** Every figure of a bucket, or of several added up. */
export const figuresOf = (sums: Sums): Figures => all(DEFINITIONS, sums) as Figures;
export const presenceFiguresOf = (time: Presence): PresenceFigures =>
  all(PRESENCE_DEFINITIONS, time) as PresenceFigures;
export const moneyFiguresOf = (sums: Money): MoneyFigures =>
  all(MONEY_DEFINITIONS, sums) as MoneyFigures;

function all<Basis>(table: Readonly<Record<string, Definition<Basis>>>, basis: Basis): object {
  return Object.fromEntries(
    Object.entries(table).map(([name, definition]) => [name, definition.of(basis)]),
  );
}
