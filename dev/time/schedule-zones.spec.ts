import { describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import { DAY, HOUR, MINUTE } from '../../src/common/time.js';
import {
  nextRun,
  nominalTime,
  type Frequency,
  type Plan,
} from '../../src/modules/scheduling/schedule.domain.js';

const every = (frequency: Frequency) => ({
  frequency,
  interval: 1,
  endDate: null,
  maxOccurrences: null,
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
            const scheduledFor = DateTime.fromISO(iso, { zone: timezone }).toJSDate();
            const p = { scheduledFor, timezone, recurring: every(frequency) };
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
