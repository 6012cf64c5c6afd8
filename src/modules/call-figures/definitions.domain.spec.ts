import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  DEFINITIONS,
  figuresOf,
  MONEY_DEFINITIONS,
  moneyFiguresOf,
  PRESENCE_DEFINITIONS,
  presenceFiguresOf,
  type Figures,
} from './definitions.domain.js';
import { addSums, NO_MONEY, NO_SUMS, SUM_FIELDS, type Sums } from './sums.domain.js';

const sums = (given: Partial<Sums>): Sums => ({ ...NO_SUMS, ...given });
const anySums: fc.Arbitrary<Sums> = fc.record(
  Object.fromEntries(SUM_FIELDS.map((field) => [field, fc.nat(100_000)])),
) as never;

describe('figures', () => {
  it.each<[string, Partial<Sums>, Partial<Figures>]>([
    [
      // Ten calls, target 20 s. Seven answered after 5, 10, 15, 20, 21, 30 and 39 s: four within the
      // target (20 is within), 5+10+15+20+21+30+39 = 140 s of waiting. Three abandoned after 3, 25
      // and 60 s: two after the target.
      // Service level 4 ÷ (7 + 2) = 4/9. ASA 140 ÷ 7 = 20. Abandon rate 3 ÷ 10 = 0.3.
      // Talk 700 + hold 70 + wrap-up 140 = 910; AHT 910 ÷ 7 = 130.
      'a usual hour',
      {
        offered: 10,
        answered: 7,
        answeredInTarget: 4,
        abandoned: 3,
        abandonedAfterTarget: 2,
        waitAnsweredSeconds: 140,
        talkSeconds: 700,
        holdSeconds: 70,
        wrapUpSeconds: 140,
        missedOffers: 2,
      },
      {
        offered: 10,
        answered: 7,
        abandoned: 3,
        serviceLevel: 4 / 9,
        asa: 20,
        aht: 130,
        abandonRate: 0.3,
        talkSeconds: 700,
        missedOffers: 2,
      },
    ],
    [
      // Everybody hung up within the target: nothing answered, nothing lost late: 0 ÷ 0.
      'only callers who left at once',
      { offered: 4, abandoned: 4 },
      { serviceLevel: null, asa: null, aht: null, abandonRate: 1 },
    ],
    [
      // Nobody was answered in time and two left late: 0 ÷ (0 + 2) is 0, not null.
      'nobody answered, two left late',
      { offered: 2, abandoned: 2, abandonedAfterTarget: 2 },
      { serviceLevel: 0, asa: null, aht: null, abandonRate: 1 },
    ],
    [
      // A failed call was offered; it is neither answered nor abandoned.
      'only a failure',
      { offered: 1, otherEnds: 1 },
      { serviceLevel: null, asa: null, aht: null, abandonRate: 0 },
    ],
    [
      // Twenty answered calls. Sixteen succeeded: 16 ÷ 20. Of twelve the week is over, and after three
      // of these the number called again: 9 ÷ 12. Five were scored 4.5, 3, 5, 0 and 2.5: 15 ÷ 5.
      // Eight gave stars, 5 5 4 4 4 3 2 1: five of eight. Ten were asked whether they recommend us,
      // five said 9 or 10, two 7 or 8, three 6 or less: 50 % − 30 % = 20.
      'what was said and what followed',
      {
        offered: 20,
        answered: 20,
        successes: 16,
        followed: 12,
        resolvedFirst: 9,
        scored: 5,
        scoreHundredths: 1500,
        csatAnswers: 8,
        csatSatisfied: 5,
        csatPoints: 28,
        npsAnswers: 10,
        npsPromoters: 5,
        npsDetractors: 3,
      },
      { successRate: 0.8, fcr: 0.75, quality: 3, csat: 0.625, nps: 20 },
    ],
    [
      // Two gave up after 8 and 31 s: (8 + 31) ÷ 2.
      'patience',
      { offered: 2, abandoned: 2, waitAbandonedSeconds: 39 },
      { waitAbandoned: 19.5, abandonRate: 1 },
    ],
    [
      // All ten detract: 0 % − 100 %.
      'nobody recommends us',
      { npsAnswers: 10, npsDetractors: 10 },
      { nps: -100 },
    ],
    [
      'no call at all',
      {},
      {
        offered: 0,
        answered: 0,
        abandoned: 0,
        serviceLevel: null,
        asa: null,
        aht: null,
        abandonRate: null,
        talkSeconds: 0,
        missedOffers: 0,
        waitAbandoned: null,
        successRate: null,
        fcr: null,
        quality: null,
        csat: null,
        nps: null,
      },
    ],
  ])('are those worked out by hand: %s', (_, given, expected) => {
    expect(figuresOf(sums(given))).toMatchObject(expected);
  });

  it('are never NaN nor infinite', () => {
    fc.assert(
      fc.property(anySums, (given) => {
        for (const value of Object.values(figuresOf(given))) {
          expect(value === null || Number.isFinite(value)).toBe(true);
        }
      }),
    );
  });

  it('lie between the best and the worst of two days put together', () => {
    fc.assert(
      fc.property(anySums, anySums, (one, other) => {
        const [a, b] = [figuresOf(one).asa, figuresOf(other).asa];
        const both = figuresOf(addSums(one, other)).asa;
        if (a === null || b === null || both === null) return;
        expect(both).toBeGreaterThanOrEqual(Math.min(a, b) - 1e-9);
        expect(both).toBeLessThanOrEqual(Math.max(a, b) + 1e-9);
      }),
    );
  });

  it('add up in any order', () => {
    fc.assert(
      fc.property(fc.array(anySums), (all) => {
        expect(addSums(...all)).toEqual(addSums(...all.toReversed()));
      }),
    );
  });

  it('of time are those worked out by hand', () => {
    // Eight hours signed in, one of them away; five and a quarter of calls: 5.25 ÷ 7 and 5.25 ÷ 8.
    const time = { handlingSeconds: 18_900, signedInSeconds: 28_800, awaySeconds: 3600 };
    expect(presenceFiguresOf(time)).toEqual({ occupancy: 0.75, utilization: 0.65625 });
    // Signed in, but away all day: nothing to divide by.
    const away = { handlingSeconds: 0, signedInSeconds: 3600, awaySeconds: 3600 };
    expect(presenceFiguresOf(away)).toEqual({ occupancy: null, utilization: 0 });
    const nobody = { handlingSeconds: 0, signedInSeconds: 0, awaySeconds: 0 };
    expect(presenceFiguresOf(nobody)).toEqual({ occupancy: null, utilization: null });
  });

  it('of money are those worked out by hand', () => {
    // Four calls: prices 1.25 and 0.75, two agents' times of 18 and 20, two dispositions of 100 and 0.
    // Cost 2 + 38 = 40; 40 ÷ 4 a call; (100 − 40) ÷ 40.
    const known = {
      ...NO_MONEY,
      calls: 4,
      pricedCalls: 2,
      callCost: 20_000,
      costedCalls: 2,
      agentCost: 380_000,
      valuedCalls: 2,
      revenue: 1_000_000,
    };
    expect(moneyFiguresOf(known)).toEqual({
      callCost: 2,
      agentCost: 38,
      cost: 40,
      revenue: 100,
      costPerCall: 10,
      roi: 1.5,
    });
    // Priced at nothing, worth something: there is no nothing to divide by.
    const free = { ...NO_MONEY, calls: 1, pricedCalls: 1, valuedCalls: 1, revenue: 50_000 };
    expect(moneyFiguresOf(free)).toMatchObject({ cost: 0, revenue: 5, roi: null });
    const unknown = { ...NO_MONEY, calls: 3 };
    expect(Object.values(moneyFiguresOf(unknown)).every((value) => value === null)).toBe(true);
  });

  it.each([
    ['revenue/revenue.dto.ts', MONEY_DEFINITIONS],
    ['call-analytics/call-analytics.dto.ts', PRESENCE_DEFINITIONS],
  ])('of %s are documented by the formulas that make them', (file, definitions) => {
    const documents = readFileSync(`src/modules/${file}`, 'utf8')
      .replace(/\n\s*\*\s*/g, ' ')
      .replace(/\s+/g, ' ');
    for (const { formula } of Object.values(definitions)) expect(documents).toContain(formula);
  });

  it('are documented by the formulas that make them', () => {
    const documents = readFileSync('src/modules/analytics/performance.dto.ts', 'utf8')
      .replace(/\n\s*\*\s*/g, ' ')
      .replace(/\s+/g, ' ');
    for (const { formula } of Object.values(DEFINITIONS)) expect(documents).toContain(formula);
  });
});

/** Waits of calls that were answered, and of those whose callers hung up, in seconds. */
interface Waits {
  readonly answered: readonly number[];
  readonly abandoned: readonly number[];
}
const TARGET = 20;
const within = (waits: readonly number[]): number => waits.filter((wait) => wait <= TARGET).length;

/** Service levels as others define them (their documents). */
const OTHERS = {
  /** Amazon Connect: left the queue within the target, answered or not ÷ queued. */
  connect: ({ answered, abandoned }: Waits) =>
    (within(answered) + within(abandoned)) / (answered.length + abandoned.length),
  /** Genesys Cloud, as it comes: answered within the target ÷ (answered + abandoned). */
  genesys: ({ answered, abandoned }: Waits) =>
    within(answered) / (answered.length + abandoned.length),
  /** Asterisk's first: answered within the target ÷ answered. */
  asterisk: ({ answered }: Waits) => within(answered) / answered.length,
  /** Asterisk's second: answered or abandoned within the target ÷ (answered + abandoned). */
  asterisk2: ({ answered, abandoned }: Waits) =>
    (within(answered) + within(abandoned)) / (answered.length + abandoned.length),
};

describe('service level', () => {
  it.each<[string, Waits, Record<'crosspoint' | keyof typeof OTHERS, number>]>([
    [
      // Ten calls: six of eight answered in time; one left at once, one after the target.
      // Ours 6 ÷ (8 + 1); Connect and Asterisk's second (6 + 1) ÷ 10; Genesys 6 ÷ 10; Asterisk 6 ÷ 8.
      'a usual hour',
      { answered: [1, 2, 5, 8, 15, 20, 21, 60], abandoned: [3, 40] },
      { crosspoint: 6 / 9, connect: 0.7, genesys: 0.6, asterisk: 0.75, asterisk2: 0.7 },
    ],
    [
      // Four answered in time, six hung up at once: nobody waited too long. Ours 4 ÷ 4; Connect 10 ÷ 10;
      // Genesys counts the impatient against us, 4 ÷ 10.
      'many who leave at once',
      { answered: [1, 1, 1, 1], abandoned: [2, 2, 2, 2, 2, 2] },
      { crosspoint: 1, connect: 1, genesys: 0.4, asterisk: 1, asterisk2: 1 },
    ],
    [
      // Two answered in time, eight gave up after the target: Asterisk's first does not see them.
      // Ours 2 ÷ (2 + 8); Connect 2 ÷ 10; Genesys 2 ÷ 10; Asterisk 2 ÷ 2.
      'many who waited in vain',
      { answered: [5, 5], abandoned: [30, 30, 30, 30, 30, 30, 30, 30] },
      { crosspoint: 0.2, connect: 0.2, genesys: 0.2, asterisk: 1, asterisk2: 0.2 },
    ],
  ])('of %s is ours, and what others would say', (_, waits, expected) => {
    const { answered, abandoned } = waits;
    const ours = figuresOf(
      sums({
        offered: answered.length + abandoned.length,
        answered: answered.length,
        answeredInTarget: within(answered),
        abandoned: abandoned.length,
        abandonedAfterTarget: abandoned.length - within(abandoned),
      }),
    ).serviceLevel;
    expect(ours).toBeCloseTo(expected.crosspoint, 12);
    for (const [name, of] of Object.entries(OTHERS)) {
      expect([name, of(waits)]).toEqual([name, expected[name as keyof typeof OTHERS]]);
    }
  });
});

describe('definitions', () => {
  it('have a name, a text and a version, and what they were before in order', () => {
    const all = [DEFINITIONS, PRESENCE_DEFINITIONS, MONEY_DEFINITIONS].flatMap((table) =>
      Object.values<{
        readonly name: string;
        readonly text: string;
        readonly version: number;
        readonly earlier?: readonly { readonly version: number }[];
      }>(table),
    );
    for (const { name, text, version, earlier = [] } of all) {
      expect([name, text].every((words) => words.trim().length > 0)).toBe(true);
      const versions = [version, ...earlier.map((one) => one.version)];
      expect(versions).toEqual(versions.map((_, place) => versions.length - place));
    }
  });
});
