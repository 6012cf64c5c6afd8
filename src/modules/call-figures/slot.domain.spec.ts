import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dayBounds, dayOf, MINUTE } from '../../common/time.js';
import { slotOf } from './slot.domain.js';

const QUARTER = 15 * MINUTE;
const ZONES = [
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/New_York',
  'Europe/Berlin',
  'Pacific/Chatham',
  'UTC',
];

/** The quarters and hours that a day has, by looking at every minute of it. */
function slotsOf(day: string, zone: string) {
  const { from, to } = dayBounds(day, zone);
  const quarters = new Set<number>();
  const hours = new Set<number>();
  for (let ms = from.getTime(); ms < to.getTime(); ms += MINUTE) {
    const slot = slotOf(new Date(ms), zone);
    expect(slot.day).toBe(day);
    quarters.add(slot.quarter.getTime());
    hours.add(slot.hour.getTime());
  }
  return { quarters: quarters.size, hours: hours.size };
}

describe('slots', () => {
  it.each([
    // Clocks go from 2:00 to 3:00: 23 hours.
    ['2026-03-08', 'America/New_York', 92, 23],
    // Clocks go from 2:00 back to 1:00: the hour from 1:00 is there twice.
    ['2026-11-01', 'America/New_York', 100, 25],
    // Half an hour back from 2:00 to 1:30: 24.5 hours, and the second half of hour 1 again.
    ['2026-04-05', 'Australia/Lord_Howe', 98, 25],
    // Half an hour forward at 2:00: 23.5 hours; hour 2 has its second half only.
    ['2026-10-04', 'Australia/Lord_Howe', 94, 24],
    ['2026-01-15', 'Asia/Kathmandu', 96, 24],
    ['2026-01-15', 'Asia/Kolkata', 96, 24],
  ])('of %s in %s are %d quarters and %d hours', (day, zone, quarters, hours) => {
    expect(slotsOf(day, zone)).toEqual({ quarters, hours });
  });

  it('of Kathmandu begin by its own clock, three quarters of an hour off', () => {
    // 12:10 UTC is 17:55 there: the hour from 17:00 began at 11:15 UTC.
    const slot = slotOf(new Date('2026-01-15T12:10:00Z'), 'Asia/Kathmandu');
    expect(slot).toEqual({
      day: '2026-01-15',
      hour: new Date('2026-01-15T11:15:00Z'),
      quarter: new Date('2026-01-15T12:00:00Z'),
    });
  });

  it('hold their moment, and begin on its day', () => {
    const moments = fc.date({
      min: new Date('2000-01-01'),
      max: new Date('2037-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, fc.constantFrom(...ZONES), (at, zone) => {
        const { day, hour, quarter } = slotOf(at, zone);
        expect(at.getTime() - quarter.getTime()).toBeLessThan(QUARTER);
        expect(quarter.getTime()).toBeLessThanOrEqual(at.getTime());
        expect(hour.getTime()).toBeLessThanOrEqual(quarter.getTime());
        expect(quarter.getTime() - hour.getTime()).toBeLessThan(4 * QUARTER);
        expect(day).toBe(dayOf(at.getTime(), zone));
        expect(dayOf(hour.getTime(), zone)).toBe(day);
        // The hour's own hour is itself.
        expect(slotOf(hour, zone).hour).toEqual(hour);
      }),
    );
  });
});
