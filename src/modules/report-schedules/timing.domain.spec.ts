import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { nextDue, periodOn, type Timing } from './timing.domain.js';

const timing = (given: Partial<Timing>): Timing => ({
  frequency: 'daily',
  time: '08:00',
  weekday: null,
  dayOfMonth: null,
  ...given,
});
const due = (given: Partial<Timing>, after: string, zone: string): string =>
  nextDue(timing(given), new Date(after), zone).toISOString();

describe('a schedule', () => {
  it('is due by the clocks of the zone', () => {
    const zone = 'Asia/Kolkata';
    expect(due({}, '2026-01-15T02:29:59Z', zone)).toBe('2026-01-15T02:30:00.000Z');
    expect(due({}, '2026-01-15T02:30:00Z', zone)).toBe('2026-01-16T02:30:00.000Z');
    // 2026-01-15 is a Thursday.
    const weekly = { frequency: 'weekly', weekday: 1 } as const;
    expect(due(weekly, '2026-01-15T00:00:00Z', zone)).toBe('2026-01-19T02:30:00.000Z');
  });

  it('is due on the last day of a month that has no such day', () => {
    const monthly = { frequency: 'monthly', dayOfMonth: 31 } as const;
    expect(due(monthly, '2026-02-01T00:00:00Z', 'UTC')).toBe('2026-02-28T08:00:00.000Z');
    expect(due(monthly, '2026-02-28T08:00:00Z', 'UTC')).toBe('2026-03-31T08:00:00.000Z');
  });

  it('comes once on the days when the clocks are changed', () => {
    const zone = 'Europe/Berlin';
    // 02:30 does not exist on 2026-03-29, and comes twice on 2026-10-25.
    const night = { time: '02:30' };
    expect(due(night, '2026-03-28T22:00:00Z', zone)).toBe('2026-03-29T01:30:00.000Z');
    expect(due(night, '2026-10-24T22:00:00Z', zone)).toBe('2026-10-25T00:30:00.000Z');
    expect(due(night, '2026-10-25T00:30:00Z', zone)).toBe('2026-10-26T01:30:00.000Z');
  });

  it('is always due later, at its time of the clock', () => {
    const minutes = fc.integer({ min: 0, max: 24 * 60 - 1 });
    const moments = fc.date({
      min: new Date('2025-01-01'),
      max: new Date('2028-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(minutes, moments, fc.integer({ min: 1, max: 31 }), (at, after, dayOfMonth) => {
        const time = `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
        const given = timing({ frequency: 'monthly', time, dayOfMonth });
        const next = nextDue(given, after, 'Asia/Kathmandu');
        expect(next.getTime()).toBeGreaterThan(after.getTime());
        const local = DateTime.fromJSDate(next, { zone: 'Asia/Kathmandu' });
        expect(local.toFormat('HH:mm')).toBe(time);
        expect(next.getTime() - after.getTime()).toBeLessThan(32 * 86_400_000);
      }),
      { numRuns: 30 },
    );
  });

  it('is about days that are over, or that come', () => {
    expect(periodOn('yesterday', '2026-03-01')).toEqual({ from: '2026-02-28', to: '2026-02-28' });
    expect(periodOn('last_7_days', '2026-03-01')).toEqual({ from: '2026-02-22', to: '2026-02-28' });
    expect(periodOn('last_30_days', '2026-03-01')).toEqual({
      from: '2026-01-30',
      to: '2026-02-28',
    });
    expect(periodOn('last_month', '2026-01-15')).toEqual({ from: '2025-12-01', to: '2025-12-31' });
    expect(periodOn('next_14_days', '2026-01-15')).toEqual({
      from: '2026-01-15',
      to: '2026-01-28',
    });
  });
});
