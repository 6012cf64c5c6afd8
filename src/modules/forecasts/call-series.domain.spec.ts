import { describe, expect, it } from '@jest/globals';
import { shiftDate, totalOf, type CallDay } from '../forecasting/call-days.domain.js';
import type { BusinessHours } from '../settings/business-hours.domain.js';
import {
  callDays,
  daysWithCalls,
  opensOn,
  PARTS_OF_DAY,
  quartersOf,
  workingDays,
} from './call-series.domain.js';

const at = (start: string, offered: number) => ({ start: new Date(start), offered });
const day = (date: string, calls: number): CallDay => ({ date, counts: [calls] });
const weeks = (count: number, calls: readonly number[]) =>
  Array.from({ length: count * 7 }, (_, place) =>
    day(shiftDate('2026-01-05', place), calls[place % 7] ?? 0),
  );
const WEEK: BusinessHours = {
  monday: [{ start: '09:00', end: '17:00' }],
  tuesday: [{ start: '09:00', end: '17:00' }],
  wednesday: [],
  thursday: [],
  friday: [],
  saturday: [],
  sunday: [],
  holidays: [{ date: '2026-02-03', windows: [] }],
};

describe('days of calls', () => {
  it('are days by the clocks of the zone', () => {
    // 18:30 UTC is midnight in Kolkata.
    const quarters = [at('2026-01-14T18:15:00Z', 1), at('2026-01-14T18:30:00Z', 2)];
    const [first, second] = callDays(
      quarters,
      { from: '2026-01-14', to: '2026-01-15' },
      'Asia/Kolkata',
    );
    expect(first?.counts.at(-1)).toBe(1);
    expect(second?.counts[0]).toBe(2);
  });

  it('have 92, 96 or 100 quarters, and always 96 parts', () => {
    const zone = 'Europe/Berlin';
    expect(quartersOf('2026-03-29', zone)).toHaveLength(92);
    expect(quartersOf('2026-03-30', zone)).toHaveLength(96);
    expect(quartersOf('2026-10-25', zone)).toHaveLength(100);
    // 02:00 comes twice: 00:00 UTC and 01:00 UTC.
    const quarters = [at('2026-10-25T00:00:00Z', 4), at('2026-10-25T01:00:00Z', 2)];
    const [only] = callDays(quarters, { from: '2026-10-25', to: '2026-10-25' }, zone);
    expect(only?.counts).toHaveLength(PARTS_OF_DAY);
    expect(only?.counts[8]).toBe(3);
    expect(quartersOf('2026-10-25', 'Asia/Kathmandu')).toHaveLength(96);
  });

  it('are learnt from without days off and without what was before the first call', () => {
    const days = [...weeks(1, [0]), ...weeks(4, [20, 20, 20, 20, 20, 0, 0]), day('2026-02-02', 0)];
    const learnt = workingDays(days, null);
    expect(learnt).toHaveLength(20);
    expect(learnt.every((one) => totalOf(one) > 0)).toBe(true);
  });

  it('without a call are learnt from where that happens by chance', () => {
    const days = [...weeks(4, [2, 1, 3, 2, 1, 2, 1]), day('2026-02-02', 0)];
    expect(workingDays(days, null).at(-1)?.date).toBe('2026-02-02');
    expect(workingDays([], null)).toEqual([]);
  });

  it('to come are left out when the company is closed, or nobody ever calls', () => {
    const days = weeks(4, [20, 20, 20, 20, 20, 0, 0]);
    const later = Array.from({ length: 9 }, (_, place) => shiftDate('2026-02-02', place));
    expect(daysWithCalls(days, later, null)).toEqual([...later.slice(0, 5), ...later.slice(7)]);
    expect(daysWithCalls(days, later, WEEK)).toEqual(['2026-02-02', '2026-02-09', '2026-02-10']);
    expect(opensOn(WEEK, '2026-02-03')).toBe(false);
    expect(opensOn(null, '2026-02-03')).toBe(true);
  });
});
