import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DEFINITIONS, figuresOf, type Figures } from './definitions.domain.js';
import { addSums, NO_SUMS, SUM_FIELDS, type Sums } from './sums.domain.js';

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

  it('are documented by the formulas that make them', () => {
    const documents = readFileSync('src/modules/analytics/performance.dto.ts', 'utf8')
      .replace(/\n\s*\*\s*/g, ' ')
      .replace(/\s+/g, ' ');
    for (const { formula } of Object.values(DEFINITIONS)) expect(documents).toContain(formula);
  });
});
