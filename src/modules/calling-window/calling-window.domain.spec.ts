import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { DAY, MINUTE } from '../../common/time.js';
import { mayRing, nextRingTime, type CallingWindow } from './calling-window.domain.js';
import { zonesOf } from './number-zones.domain.js';

const WINDOW: CallingWindow = { start: '09:00', end: '21:00', daysOfWeek: [1, 2, 3, 4, 5, 6, 7] };
const at = (iso: string) => Date.parse(iso);
const next = (window: CallingWindow, number: string, iso: string) => {
  const moment = nextRingTime(window, zonesOf(number), at(iso));
  return moment === null ? null : new Date(moment).toISOString();
};

describe('the zones of a number', () => {
  it.each([
    ['+919812345678', ['Asia/Kolkata']],
    ['+442071838750', ['Europe/London']],
    ['+38349123456', ['Europe/Belgrade']],
    // An international free number is nobody's.
    ['+80012345678', []],
  ])('%s', (number, zones) => {
    expect(zonesOf(number)).toEqual(zones);
  });

  it('are all of a large country', () => {
    expect(zonesOf('+12125550123')).toEqual(
      expect.arrayContaining(['America/New_York', 'Pacific/Honolulu', 'America/Adak']),
    );
    expect(zonesOf('+79161234567').length).toBeGreaterThan(10);
  });
});

describe('the calling window', () => {
  it('holds to the minute', () => {
    const zones = ['Asia/Kolkata'];
    const may = (local: string) =>
      mayRing(WINDOW, zones, DateTime.fromISO(local, { zone: 'Asia/Kolkata' }).toMillis());
    expect(['08:59:59', '09:00', '20:59:59', '21:00'].map((t) => may(`2026-01-05T${t}`))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('is where the whole country is awake', () => {
    // From nine in Honolulu and Adak to nine in New York.
    expect(next(WINDOW, '+12125550123', '2026-01-05T15:00:00Z')).toBe('2026-01-05T19:00:00.000Z');
    expect(next(WINDOW, '+12125550123', '2026-01-06T02:00:00Z')).toBe('2026-01-06T19:00:00.000Z');
  });

  it('knows days of the week, and zones too far apart', () => {
    const weekdays = { ...WINDOW, daysOfWeek: [1, 2, 3, 4, 5] };
    expect(next(weekdays, '+919812345678', '2026-01-02T16:00:00Z')).toBe(
      '2026-01-05T03:30:00.000Z',
    );
    const short = { ...WINDOW, end: '11:00' };
    expect(next(short, '+79161234567', '2026-01-02T16:00:00Z')).toBeNull();
  });

  it('is open at the moment that was found, and not before', () => {
    const zones = fc.subarray(
      ['Asia/Kolkata', 'America/New_York', 'Europe/London', 'Australia/Lord_Howe', 'Asia/Tehran'],
      { minLength: 1, maxLength: 2 },
    );
    const windows = fc.record({
      start: fc.constantFrom('00:00', '09:00', '10:30'),
      end: fc.constantFrom('12:00', '21:00', '24:00'),
      daysOfWeek: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
    });
    const moments = fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2028, 0) });
    fc.assert(
      fc.property(zones, windows, moments, (of, window, moment) => {
        const found = nextRingTime(window, of, moment);
        const last = found ?? moment + 14 * DAY;
        if (found !== null) expect(mayRing(window, of, found)).toBe(true);
        for (let ms = moment; ms < last; ms += 97 * MINUTE) {
          expect(mayRing(window, of, ms)).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });
});
