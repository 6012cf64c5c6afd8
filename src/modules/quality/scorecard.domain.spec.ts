import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { problemsIn, problemsOf, scoreOf, STANDARD, type Scorecard } from './scorecard.domain.js';

const CARD: Scorecard = {
  name: 'Sales',
  items: [
    { name: 'Greeting', weight: 1, isCritical: false },
    { name: 'Offer', weight: 3, isCritical: false },
    { name: 'Consent', weight: 2, isCritical: true },
  ],
};
const given = (greeting: number | null, offer: number | null, consent: number | null) => [
  { name: 'Greeting', score: greeting },
  { name: 'Offer', score: offer },
  { name: 'Consent', score: consent },
];

describe('the score of a call', () => {
  it.each([
    // (1·5 + 3·4 + 2·5) ÷ 6 = 27 ÷ 6 = 4.5.
    [given(5, 4, 5), 4.5, []],
    // The greeting did not apply: (3·2 + 2·3) ÷ 5 = 2.4.
    [given(null, 2, 3), 2.4, []],
    // No consent: nothing else counts.
    [given(5, 5, 0), 0, ['Consent']],
    // Nothing critical failed, all was bad: 0 as well.
    [given(0, 0, 1), 0.33, []],
    // (1·1 + 3·2 + 2·1) ÷ 6 = 9 ÷ 6 = 1.5.
    [given(1, 2, 1), 1.5, []],
  ])('of %j is %d', (items, score, criticalFailures) => {
    expect(problemsOf(CARD, items)).toEqual([]);
    expect(scoreOf(CARD, items)).toEqual({ score, criticalFailures });
  });

  it('is 0 to 5 whatever applied, and all alike gives just that', () => {
    const score = fc.option(fc.integer({ min: 0, max: 5 }));
    fc.assert(
      fc.property(score, score, score, (a, b, c) => {
        const { score: all } = scoreOf(CARD, given(a, b, c));
        expect(all).toBeGreaterThanOrEqual(0);
        expect(all).toBeLessThanOrEqual(5);
      }),
    );
    for (const alike of [1, 2, 3, 4, 5]) {
      expect(scoreOf(CARD, given(alike, alike, alike)).score).toBe(alike);
    }
  });

  it.each([
    [[...given(1, 1, 1), { name: 'Smile', score: 1 }], 'has no "Smile"'],
    [[...given(1, 1, 1), { name: 'Offer', score: 1 }], 'names "Offer" twice'],
    [given(1, 1, 1).slice(1), 'lacks "Greeting"; null where it does not apply'],
    [given(null, null, null), 'must apply, at least one'],
  ])('is not made of %j', (items, message) => {
    expect(problemsOf(CARD, items)).toEqual([{ field: 'items', message }]);
  });
});

describe('scorecards', () => {
  it('have names of their own, and so have their items', () => {
    expect(problemsIn(STANDARD.scorecards)).toEqual([]);
    expect(problemsIn([CARD, { ...CARD, name: 'SALES' }])).toEqual([
      { field: 'scorecards', message: 'names "SALES" twice' },
    ]);
    const [first] = CARD.items;
    expect(problemsIn([{ ...CARD, items: [first!, { ...first!, name: 'greeting' }] }])).toEqual([
      { field: 'scorecards.0.items', message: 'names "greeting" twice' },
    ]);
  });
});
