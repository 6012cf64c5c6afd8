import { describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import { DAY, HOUR, MINUTE } from '../../common/time.js';
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

/** With SCHEDULE_ZONES=all: the whole world, 2000–2037. Else the oddest rules, in odd years. */
const ODD = [
  'Africa/Casablanca',
  'America/New_York',
  'Antarctica/Troll',
  'Asia/Tehran',
  'Australia/Lord_Howe',
  'Pacific/Apia',
];
const isWhole = process.env['SCHEDULE_ZONES'] === 'all';
const ZONES = isWhole ? Intl.supportedValuesOf('timeZone') : ODD;
const [FROM, TO] = isWhole ? [2000, 2037] : [2010, 2012];

const offsets = new Map<string, Intl.DateTimeFormat>();
/** Minutes from UTC, by what the clock shows there: told by Intl, not by luxon. */
function offsetOf(zone: string, atMs: number): number {
  const format =
    offsets.get(zone) ??
    new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  offsets.set(zone, format);
  const name = format.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** The moments at which a zone's clock was, or will be, changed. */
function changesOf(zone: string): number[] {
  const changes: number[] = [];
  const step = 5 * DAY;
  const end = Date.UTC(TO, 11, 31);
  let before = offsetOf(zone, Date.UTC(FROM, 0, 1));
  for (let ms = Date.UTC(FROM, 0, 1); ms < end; ms += step) {
    const after = offsetOf(zone, ms + step);
    if (after === before) continue;
    let [low, high] = [ms, ms + step];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetOf(zone, middle) === before) low = middle;
      else high = middle;
    }
    changes.push(high);
    before = after;
  }
  return changes;
}

describe('over every change of a clock from 2000 to 2037', () => {
  it.each(ZONES)(
    'never runs twice, and leaves nothing out without a reason: %s',
    (timezone) => {
      for (const change of changesOf(timezone)) {
        const [old, now] = [offsetOf(timezone, change - 1), offsetOf(timezone, change)];
        for (const frequency of ['daily', 'weekly', 'monthly'] as const) {
          // Times of the clock around the change, as the first run three periods before shows them.
          for (const minutes of [-90, -30, 0, 30, 59, 90]) {
            const wall = DateTime.fromMillis(change + (old + minutes) * MINUTE, { zone: 'utc' });
            const unit = { daily: 'days', weekly: 'weeks', monthly: 'months' }[frequency];
            const start = wall.minus({ [unit]: 3 });
            const iso = start.toFormat("yyyy-MM-dd'T'HH:mm");
            const p = plan(iso, timezone, every(frequency));
            check(p, unit, [change, old, now]);
          }
        }
      }
    },
    600_000,
  );

  function check(p: Plan, unit: string, told: readonly number[]) {
    const firstMs = p.scheduledFor.getTime();
    const shownFirst = firstMs + offsetOf(p.timezone, firstMs) * MINUTE;
    const start = DateTime.fromMillis(shownFirst, { zone: 'utc' });
    const seen: number[] = [];
    for (let index = 1; index <= 5; index += 1) {
      const wanted = start.plus({ [unit]: index });
      const moment = nominalTime(p, index).getTime();
      const shownUtc = moment + offsetOf(p.timezone, moment) * MINUTE;
      const jump = shownUtc - wanted.toMillis();
      if (jump !== 0) {
        // The clock never shows the wanted time: it jumps over it, and the run is as much later.
        const isShown = [...Array(121).keys()]
          .map((half) => wanted.toMillis() + (half - 60) * 30 * MINUTE)
          .some((ms) => ms + offsetOf(p.timezone, ms) * MINUTE === wanted.toMillis());
        const reason = { told, p, index, jump };
        expect({ isShown, ...reason }).toEqual({ isShown: false, ...reason });
        expect(jump).toBeGreaterThan(0);
        expect(jump).toBeLessThanOrEqual(24 * HOUR);
      }
      seen.push(moment);
    }
    // Never back in time; two at one moment are one run.
    expect(seen.every((ms, at) => at === 0 || ms >= (seen[at - 1] ?? 0))).toBe(true);
    const runs = new Set<number>();
    for (let run = nextRun(p, null, 1); run && run.index <= 5;) {
      expect(runs.has(run.runAt.getTime())).toBe(false);
      runs.add(run.runAt.getTime());
      run = nextRun(p, null, run.index + 1);
    }
    expect([...runs]).toEqual([...new Set(seen)]);
  }
});
