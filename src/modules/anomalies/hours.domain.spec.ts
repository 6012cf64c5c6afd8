import { describe, expect, it } from '@jest/globals';
import { hoursOf } from './hours.domain.js';

const quarter = (start: string, offered: number) => ({
  start: new Date(start),
  offered,
  answered: offered,
  abandoned: 0,
  talkSeconds: 60 * offered,
  holdSeconds: 0,
  wrapUpSeconds: 30 * offered,
});
const day = (date: string) => ({ from: date, to: date });

describe('hours', () => {
  it('are hours by the clocks of the zone', () => {
    const quarters = [quarter('2026-01-15T03:30:00Z', 1), quarter('2026-01-15T04:15:00Z', 2)];
    const hours = hoursOf(quarters, day('2026-01-15'), 'Asia/Kolkata');
    expect(hours).toHaveLength(24);
    expect(hours[9]).toMatchObject({
      start: new Date('2026-01-15T03:30:00Z'),
      hourOfDay: 9,
      offered: 3,
      handledSeconds: 270,
    });
    expect(hours[10]).toMatchObject({ offered: 0, handledSeconds: 0 });
  });

  it('are 23 or 25 where the clocks are changed', () => {
    expect(hoursOf([], day('2026-03-29'), 'Europe/Berlin')).toHaveLength(23);
    const long = hoursOf([], day('2026-10-25'), 'Europe/Berlin');
    expect(long.map(({ hourOfDay }) => hourOfDay).slice(0, 5)).toEqual([0, 1, 2, 2, 3]);
  });
});
