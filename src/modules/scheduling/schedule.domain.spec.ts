import { describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import {
  nextRun,
  nominalTime,
  openingsOf,
  turnAt,
  type Frequency,
  type Plan,
  type Recurring,
} from './schedule.domain.js';

const every = (frequency: Frequency, more: Partial<Recurring> = {}): Recurring => ({
  frequency,
  interval: 1,
  endDate: null,
  maxOccurrences: null,
  ...more,
});
const plan = (local: string, timezone: string, recurring: Recurring | null): Plan => ({
  scheduledFor: DateTime.fromISO(local, { zone: timezone }).toJSDate(),
  timezone,
  recurring,
});
const shown = (p: Plan, index: number) =>
  DateTime.fromJSDate(nominalTime(p, index), { zone: p.timezone }).toFormat('yyyy-MM-dd HH:mm');
const WORKDAYS = { start: '09:00', end: '18:00', daysOfWeek: [1, 2, 3, 4, 5] };
const noCompany = { businessHours: null, timezone: 'UTC' };

describe('the times of a schedule', () => {
  it('keep the last day of the month where there is no 31st', () => {
    const p = plan('2027-10-31T10:00', 'Asia/Kolkata', every('monthly'));
    expect([0, 1, 2, 3, 4, 5].map((index) => shown(p, index))).toEqual([
      '2027-10-31 10:00',
      '2027-11-30 10:00',
      '2027-12-31 10:00',
      '2028-01-31 10:00',
      '2028-02-29 10:00',
      '2028-03-31 10:00',
    ]);
  });

  it('come from 29 February to 28 where the year has no leap day', () => {
    const p = plan('2028-02-29T10:00', 'Asia/Kolkata', every('monthly', { interval: 12 }));
    expect([1, 4].map((index) => shown(p, index))).toEqual([
      '2029-02-28 10:00',
      '2032-02-29 10:00',
    ]);
  });

  it('are as much later as the clock jumps, and the first of two', () => {
    const gap = plan('2026-03-28T02:30', 'Europe/Berlin', every('daily'));
    expect([1, 2].map((index) => shown(gap, index))).toEqual([
      '2026-03-29 03:30',
      '2026-03-30 02:30',
    ]);
    const twice = plan('2026-10-24T02:30', 'Europe/Berlin', every('daily'));
    expect(nominalTime(twice, 1).toISOString()).toBe('2026-10-25T00:30:00.000Z');
    expect(nominalTime(twice, 2).toISOString()).toBe('2026-10-26T01:30:00.000Z');
  });

  it('leave out a day that a zone never had', () => {
    const p = plan('2011-12-28T10:00', 'Pacific/Apia', every('daily'));
    const runs = [2, 3].map((index) => nextRun(p, null, index));
    expect(runs.map((run) => run?.index)).toEqual([3, 3]);
    expect(shown(p, 3)).toBe('2011-12-31 10:00');
  });

  it('end with the last day and with the count', () => {
    const until = every('weekly', { endDate: new Date('2026-01-20T00:00:00Z') });
    const p = plan('2026-01-05T10:00', 'UTC', until);
    expect(nextRun(p, null, 2)?.runAt.toISOString()).toBe('2026-01-19T10:00:00.000Z');
    expect(nextRun(p, null, 3)).toBeNull();
    const three = plan('2026-01-05T10:00', 'UTC', every('daily', { maxOccurrences: 3 }));
    expect(nextRun(three, null, 2)).not.toBeNull();
    expect(nextRun(three, null, 3)).toBeNull();
  });
});

describe('closed hours', () => {
  it('move a run to the next opening, over holidays', () => {
    const hours = openingsOf(null, 'Asia/Kolkata', {
      timezone: 'Asia/Kolkata',
      businessHours: {
        ...openingsOf(WORKDAYS, 'Asia/Kolkata', noCompany)!.hours,
        holidays: [{ date: '2026-01-26', windows: [] }],
      },
    });
    // A Friday evening before a Monday that is a holiday.
    const p = plan('2026-01-23T19:00', 'Asia/Kolkata', null);
    expect(nextRun(p, hours, 0)?.runAt.toISOString()).toBe('2026-01-27T03:30:00.000Z');
  });

  it('make one run of those that would fall together', () => {
    const hours = openingsOf(WORKDAYS, 'Asia/Kolkata', noCompany);
    const p = plan('2026-01-09T08:00', 'Asia/Kolkata', every('daily'));
    const runs = [];
    for (let run = nextRun(p, hours, 0); run && runs.length < 3;) {
      runs.push(run);
      run = nextRun(p, hours, run.index + 1);
    }
    // Friday; Saturday and Sunday fall on Monday's; Tuesday.
    expect(runs.map(({ index }) => index)).toEqual([0, 3, 4]);
  });
});

describe('a turn', () => {
  const p = plan('2026-01-05T10:00', 'UTC', every('daily'));
  const at = (iso: string) => Date.parse(iso);

  it('runs what is due, once', () => {
    const turn = turnAt(p, null, 0, at('2026-01-05T10:00:01Z'));
    expect(turn.runs?.index).toBe(0);
    expect(turn.next?.index).toBe(1);
    expect(turnAt(p, null, 1, at('2026-01-05T10:00:01Z')).runs).toBeNull();
  });

  it('makes up for what is less than an hour late, and passes over the rest', () => {
    expect(turnAt(p, null, 0, at('2026-01-05T10:59:59Z')).runs?.index).toBe(0);
    const late = turnAt(p, null, 0, at('2026-01-08T10:30:00Z'));
    expect(late.missed.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(late.runs?.index).toBe(3);
    const once = turnAt({ ...p, recurring: null }, null, 0, at('2026-01-05T11:00:00Z'));
    expect(once).toMatchObject({ runs: null, missed: [{ index: 0 }], next: null });
  });
});
