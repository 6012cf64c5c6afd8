import { describe, expect, it } from '@jest/globals';

import { lostSids, percentile } from './checker.js';
import { crashPlaces } from './day.js';
import { differencesIn } from './recount.js';

describe('lostSids', () => {
  it('wants exactly one record in a terminal state for each call', () => {
    const rows = [
      { providerSid: 'ended', status: 'completed' },
      { providerSid: 'open', status: 'queued' },
      { providerSid: 'twice', status: 'abandoned' },
      { providerSid: 'twice', status: 'abandoned' },
    ];
    expect(lostSids(['ended', 'open', 'twice', 'unknown'], rows)).toEqual([
      'open',
      'twice',
      'unknown',
    ]);
  });
});

describe('percentile', () => {
  it('is the smallest value that so many do not exceed', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(values, 0.5)).toBe(50);
    expect(percentile(values, 0.99)).toBe(99);
    expect(percentile([7], 0.99)).toBe(7);
    expect(percentile([], 0.5)).toBe(0);
  });
});

describe('differencesIn', () => {
  it('reads the last line of the recount', () => {
    expect(differencesIn('counting\nRECOUNT {"tenants":1,"calls":9,"differences":0}\n')).toBe(0);
    expect(differencesIn('RECOUNT {"differences":[{},{}]}')).toBe(2);
  });

  it('knows nothing of a recount that failed', () => {
    expect(differencesIn('')).toBeNull();
    expect(differencesIn('RECOUNT {')).toBeNull();
  });
});

describe('crashPlaces', () => {
  it('spreads the crashes over the calls, the same each time', () => {
    const places = crashPlaces(1500, 3, '2026-11-21');
    expect(places).toEqual(crashPlaces(1500, 3, '2026-11-21'));
    for (const [third, place] of places.entries()) {
      expect(place).toBeGreaterThanOrEqual(third * 500);
      expect(place).toBeLessThan((third + 1) * 500);
    }
    expect(crashPlaces(1500, 0, '2026-11-21')).toEqual([]);
  });
});
