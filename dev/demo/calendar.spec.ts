import { describe, expect, it } from '@jest/globals';

import type { DayPlan } from '../bank/plan.js';
import { calendarDay } from './calendar.js';

const HOUR = 3_600_000;
const PRESENT = Date.parse('2026-01-15T22:00:00+05:30');
const plan = {
  calls: [{ arrivalSecond: 7 * 3600 }],
  agents: [{ from: 6.5 * 3600 }],
} as unknown as DayPlan;
const dayAfter = (past: { lastDay?: string; clockMs?: number }) =>
  calendarDay(plan, PRESENT, { lastDay: past.lastDay, clockMs: past.clockMs ?? 0 }, HOUR).date;

describe('calendarDay', () => {
  it('is the present day of the company at first', () => {
    const day = calendarDay(plan, PRESENT, { lastDay: undefined, clockMs: 0 }, HOUR);
    expect(day.date).toBe('2026-01-15');
    expect(new Date(day.firstMs).toISOString()).toBe('2026-01-15T01:00:00.000Z');
  });

  it('is the day after the last played one', () => {
    expect(dayAfter({ lastDay: '2026-01-15' })).toBe('2026-01-16');
    expect(dayAfter({ lastDay: '2026-02-28' })).toBe('2026-03-01');
  });

  it('is the present day when the last played one is long past', () => {
    expect(dayAfter({ lastDay: '2026-01-03' })).toBe('2026-01-15');
  });

  it('never begins before what the clock has shown', () => {
    const clockMs = Date.parse('2026-01-18T05:31:00+05:30');
    expect(dayAfter({ lastDay: '2026-01-15', clockMs })).toBe('2026-01-19');
  });
});
