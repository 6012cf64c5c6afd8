import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { HOUR, MINUTE } from '../../common/time.js';
import {
  businessHoursSchema,
  isOpen,
  nextOpening,
  problemsOf,
  WEEKDAYS,
  type BusinessHours,
  type Window,
} from './business-hours.domain.js';

const DAYTIME = [{ start: '09:00', end: '18:00' }];
const hoursOf = (given: object): BusinessHours => businessHoursSchema.parse(given);
const at = (text: string, zone = 'Asia/Kolkata') => DateTime.fromISO(text, { zone }).toMillis();
const shown = (ms: number | null, zone: string) =>
  ms === null ? null : DateTime.fromMillis(ms, { zone }).toISO({ suppressMilliseconds: true });

const WEEK = hoursOf({
  monday: DAYTIME,
  tuesday: [
    { start: '09:00', end: '13:00' },
    { start: '14:00', end: '24:00' },
  ],
  wednesday: [{ start: '00:00', end: '02:00' }],
  friday: DAYTIME,
  holidays: [
    { date: '2026-01-26', name: 'Republic Day' },
    { date: '2026-01-31', windows: [{ start: '10:00', end: '12:00' }] },
  ],
});

describe('a company', () => {
  it('without hours is always open', () => {
    expect(isOpen(null, 'Asia/Kolkata', at('2026-01-18T03:00'))).toBe(true);
    expect(nextOpening(null, 'Asia/Kolkata', 5)).toBe(5);
  });

  it.each([
    ['2026-01-19T08:59:59', false],
    ['2026-01-19T09:00:00', true],
    ['2026-01-19T17:59:59', true],
    ['2026-01-19T18:00:00', false],
    ['2026-01-20T13:30:00', false],
    ['2026-01-20T23:59:59', true],
    ['2026-01-21T01:59:59', true],
    ['2026-01-21T02:00:00', false],
    // A Monday that is a holiday, and a Saturday with hours of its own.
    ['2026-01-26T12:00:00', false],
    ['2026-01-31T10:30:00', true],
  ])('at %s is open: %s', (time, expected) => {
    expect(isOpen(WEEK, 'Asia/Kolkata', at(time))).toBe(expected);
  });

  it.each([
    ['2026-01-19T10:00', '2026-01-19T10:00:00+05:30'],
    ['2026-01-19T18:00', '2026-01-20T09:00:00+05:30'],
    ['2026-01-20T13:00', '2026-01-20T14:00:00+05:30'],
    ['2026-01-21T02:00', '2026-01-23T09:00:00+05:30'],
    ['2026-01-24T00:00', '2026-01-27T09:00:00+05:30'],
    ['2026-01-30T18:00', '2026-01-31T10:00:00+05:30'],
  ])('asked at %s opens next at %s', (time, expected) => {
    const opening = nextOpening(WEEK, 'Asia/Kolkata', at(time));
    expect(shown(opening, 'Asia/Kolkata')).toBe(expected);
  });

  it('that opens on one holiday only has no next opening after it', () => {
    const once = hoursOf({ holidays: [{ date: '2026-01-31', windows: DAYTIME }] });
    expect(nextOpening(once, 'UTC', at('2026-02-01', 'UTC'))).toBeNull();
  });
});

describe('where clocks change', () => {
  const night = (start: string, end: string) => {
    const windows = [{ start, end }];
    return hoursOf(Object.fromEntries(WEEKDAYS.map((weekday) => [weekday, windows])));
  };

  it('opens when the clock jumps into a window', () => {
    // New York, 8 March 2026: 02:00 becomes 03:00.
    const zone = 'America/New_York';
    const opening = nextOpening(night('02:30', '04:00'), zone, at('2026-03-08T01:00', zone));
    expect(shown(opening, zone)).toBe('2026-03-08T03:00:00-04:00');
  });

  it('leaves out a window that the clock jumps over', () => {
    const zone = 'America/New_York';
    const opening = nextOpening(night('02:10', '02:50'), zone, at('2026-03-08T01:00', zone));
    expect(shown(opening, zone)).toBe('2026-03-09T02:10:00-04:00');
  });

  it('opens twice in an hour that comes twice', () => {
    // Berlin, 25 October 2026: 03:00 becomes 02:00.
    const zone = 'Europe/Berlin';
    const hours = night('02:15', '02:45');
    const first = nextOpening(hours, zone, at('2026-10-25T00:00', zone));
    expect(shown(first, zone)).toBe('2026-10-25T02:15:00+02:00');
    const second = nextOpening(hours, zone, first! + 40 * MINUTE);
    expect(shown(second, zone)).toBe('2026-10-25T02:15:00+01:00');
  });
});

const ZONES = [
  'Asia/Kolkata',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'Pacific/Apia',
] as const;
/** Days around which these zones change their clocks, some at midnight, one by half an hour. */
const DAYS = ['2026-03-08', '2026-03-29', '2026-04-05', '2026-04-24', '2026-10-30', '2018-11-04'];
const minute = fc.integer({ min: 0, max: 24 * 60 });
const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const windows: fc.Arbitrary<Window[]> = fc
  .uniqueArray(minute, { minLength: 0, maxLength: 6 })
  .map((marks) => {
    const sorted = marks.sort((a, b) => a - b);
    const pairs: Window[] = [];
    for (let i = 0; i + 1 < sorted.length; i += 2) {
      pairs.push({ start: clock(sorted[i]!), end: clock(sorted[i + 1]!) });
    }
    return pairs;
  });
const anyHours = fc
  .tuple(...WEEKDAYS.map(() => windows), windows, fc.constantFrom(...DAYS))
  .map((all) => {
    const holidays = [{ date: all[8] as string, windows: all[7] as Window[] }];
    const week = Object.fromEntries(WEEKDAYS.map((weekday, index) => [weekday, all[index]]));
    return hoursOf({ ...week, holidays });
  });
const anyMoment = fc
  .record({
    day: fc.constantFrom(...DAYS),
    zone: fc.constantFrom(...ZONES),
    offset: fc.integer({ min: -36 * 60, max: 36 * 60 }),
  })
  .map(({ day, zone, offset }) => ({
    zone,
    ms: DateTime.fromISO(day, { zone }).toMillis() + offset * MINUTE,
  }));

describe('any business hours', () => {
  it('made of windows in order have no problem', () => {
    fc.assert(
      fc.property(anyHours, (hours) => {
        const problems = problemsOf(hours).map(({ message }) => message);
        expect(problems.filter((message) => !message.startsWith('has no window'))).toEqual([]);
      }),
    );
  });

  it('are open exactly while the wall clock of the zone shows a time in a window of the day', () => {
    fc.assert(
      fc.property(anyHours, anyMoment, (hours, { zone, ms }) => {
        const local = DateTime.fromMillis(ms, { zone });
        const holiday = hours.holidays.find(({ date }) => date === local.toISODate());
        const today = holiday?.windows ?? hours[WEEKDAYS[local.weekday - 1]!];
        const minutes = local.hour * 60 + local.minute;
        const inWindow = today.some(({ start, end }) => {
          const [from, to] = [start, end].map((text) => {
            const [hour, rest] = text.split(':').map(Number);
            return hour! * 60 + rest!;
          });
          return from! <= minutes && minutes < to!;
        });
        expect(isOpen(hours, zone, ms)).toBe(inWindow);
      }),
    );
  });

  it('open next at the first open minute, over every change of the clocks', () => {
    fc.assert(
      fc.property(anyHours, anyMoment, (hours, { zone, ms }) => {
        const opening = nextOpening(hours, zone, ms);
        const until = Math.min(opening ?? Number.POSITIVE_INFINITY, ms + 50 * HOUR);
        for (let moment = ms; moment < until; moment += MINUTE) {
          expect(isOpen(hours, zone, moment)).toBe(false);
        }
        if (opening !== null) expect(isOpen(hours, zone, opening)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
