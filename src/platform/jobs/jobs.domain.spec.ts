import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dayBounds, dayOf, HOUR, MINUTE } from '../../common/time.js';
import { nextRunAt } from './jobs.domain.js';

const DAILY = { minutesIntoDay: 1 };
/** Half-hour zones, clocks that change at midnight, at 01:00 and at 02:00, and none at all. */
const zone = fc.constantFrom(
  'Asia/Kolkata',
  'America/Sao_Paulo',
  'Africa/Cairo',
  'America/Havana',
  'Asia/Beirut',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'UTC',
);
const instant = fc.integer({
  min: Date.parse('2010-01-01T00:00:00Z'),
  max: Date.parse('2030-01-01T00:00:00Z'),
});

describe('when a job is due again', () => {
  it('is 00:01 of the next day in the zone of its tenant', () => {
    const last = new Date('2026-01-15T18:31:00Z');
    expect(nextRunAt(DAILY, last, 'Asia/Kolkata')).toEqual(new Date('2026-01-16T18:31:00Z'));
    expect(nextRunAt(DAILY, last, 'UTC')).toEqual(new Date('2026-01-16T00:01:00Z'));
  });

  it('follows days of 23 and 25 hours', () => {
    const next = (last: string) => nextRunAt(DAILY, new Date(last), 'Europe/Berlin').toISOString();
    expect(next('2026-03-28T23:01:00Z')).toBe('2026-03-29T22:01:00.000Z');
    expect(next('2026-10-24T22:01:00Z')).toBe('2026-10-25T23:01:00.000Z');
  });

  it('is at multiples of its pause, so that all tenants come together', () => {
    const last = new Date('2026-01-15T10:03:20Z');
    expect(nextRunAt({ everyMs: 5 * MINUTE }, last, 'UTC')).toEqual(
      new Date('2026-01-15T10:05:00Z'),
    );
  });

  it('comes once in every day, after the last run, a minute into a day', () => {
    fc.assert(
      fc.property(instant, zone, (lastMs, name) => {
        const next = nextRunAt(DAILY, new Date(lastMs), name).getTime();
        expect(next).toBeGreaterThan(lastMs);
        expect(next - lastMs).toBeLessThanOrEqual(25 * HOUR);
        const day = dayBounds(dayOf(next, name), name);
        expect(next).toBe(day.from.getTime() + MINUTE);
      }),
    );
  });
});

describe('the days of a zone', () => {
  it('follow one another without a gap', () => {
    fc.assert(
      fc.property(instant, zone, (at, name) => {
        const { from, to } = dayBounds(dayOf(at, name), name);
        expect(from.getTime()).toBeLessThanOrEqual(at);
        expect(to.getTime()).toBeGreaterThan(at);
        expect(dayBounds(dayOf(to.getTime(), name), name).from).toEqual(to);
      }),
    );
  });
});
