import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dayBounds, dayOf, HOUR, MINUTE } from '../../common/time.js';
import {
  awaySpans,
  hoursBetween,
  isDecided,
  onlineSpans,
  type OnlineFacts,
  type StatusLine,
} from './online-hours.domain.js';

const STALE_MS = 90_000;
const at = (time: string): Date => new Date(`2026-01-15T${time}:00Z`);
const facts = (given: Partial<OnlineFacts>): OnlineFacts => ({
  lines: [],
  status: 'offline',
  lastSign: null,
  from: at('00:00'),
  now: at('20:00'),
  staleMs: STALE_MS,
  ...given,
});
const hours = (given: Partial<OnlineFacts>): number => {
  const all = facts(given);
  return hoursBetween(onlineSpans(all), all.from, all.now);
};

describe('online hours', () => {
  it('are the time between going online and going offline; away and busy are online too', () => {
    const lines: StatusLine[] = [
      { at: at('08:00'), from: 'offline', to: 'online' },
      { at: at('10:00'), from: 'online', to: 'away' },
      { at: at('10:30'), from: 'away', to: 'busy' },
      { at: at('12:00'), from: 'busy', to: 'offline' },
      { at: at('13:00'), from: 'offline', to: 'online' },
      { at: at('17:15'), from: 'online', to: 'offline' },
    ];
    expect(hours({ lines })).toBeCloseTo(8.25, 10);
  });

  it('begin with the window for an agent that was online before', () => {
    const lines = [{ at: at('02:00'), from: 'online', to: 'offline' }];
    expect(hours({ lines })).toBe(2);
    expect(hours({ status: 'online', lastSign: at('20:00') })).toBe(20);
  });

  it('end at the last sign of life of an agent that went without a word', () => {
    const lines = [
      { at: at('08:00'), from: 'offline', to: 'online' },
      { at: at('12:00'), from: 'online', to: 'offline', lastSeen: at('11:00') },
    ];
    expect(hours({ lines })).toBe(3);
    expect(hours({ lines: lines.slice(0, 1), status: 'online', lastSign: at('11:00') })).toBe(3);
  });

  it('leave out a time without signs of life, although the same was shown before and after', () => {
    const lines = [
      { at: at('08:00'), from: 'offline', to: 'online' },
      { at: at('15:00'), from: 'online', to: 'online', lastSeen: at('09:00') },
    ];
    expect(hours({ lines, status: 'online', lastSign: at('20:00') })).toBe(6);
  });

  it('are none when the last sign of life came before the window', () => {
    const lastSign = new Date('2026-01-14T22:00:00Z');
    expect(hours({ status: 'online', lastSign })).toBe(0);
    const lines = [{ at: at('09:00'), from: 'online', to: 'offline', lastSeen: lastSign }];
    expect(hours({ lines })).toBe(0);
  });

  it('of a day are uncertain only while nobody can tell whether the agent has gone', () => {
    const midnight = at('18:30').getTime();
    const shown = (lastSign: string, now: string): OnlineFacts =>
      facts({ status: 'online', lastSign: at(lastSign), now: at(now) });
    expect(isDecided(shown('18:29', '18:30'), midnight)).toBe(false);
    expect(isDecided(shown('18:30', '18:31'), midnight)).toBe(true);
    expect(isDecided(shown('18:29', '18:31'), midnight)).toBe(true);
    expect(isDecided(facts({ lastSign: at('18:29'), now: at('18:30') }), midnight)).toBe(true);
  });

  it('count what is shown now up to now, as long as the last sign is fresh', () => {
    const now = at('20:00');
    const ago = (ms: number) => new Date(now.getTime() - ms);
    const untilSign = onlineSpans(facts({ status: 'busy', lastSign: ago(STALE_MS) })).at(-1);
    expect(untilSign?.toMs).toBe(ago(STALE_MS).getTime());
    const untilNow = onlineSpans(facts({ status: 'busy', lastSign: ago(STALE_MS - 1) })).at(-1);
    expect(untilNow?.toMs).toBe(now.getTime());
    // Nobody knows of a sign: nothing of the window is certain.
    expect(onlineSpans(facts({ status: 'online' }))).toEqual([]);
  });

  it('leave out lines from outside the window', () => {
    const lines = [
      { at: new Date('2026-01-14T23:59:00Z'), from: 'offline', to: 'online' },
      { at: at('20:01'), from: 'online', to: 'offline' },
    ];
    expect(hours({ lines, status: 'offline' })).toBe(0);
    const atItsEnds = [
      { at: at('00:00'), from: 'offline', to: 'online' },
      { at: at('20:00'), from: 'online', to: 'offline' },
    ];
    expect(hours({ lines: atItsEnds })).toBe(20);
  });

  it('take no sign of life for later than the line that tells of it', () => {
    const lines = [{ at: at('02:00'), from: 'online', to: 'offline', lastSeen: at('03:00') }];
    expect(hours({ lines })).toBe(2);
  });

  it('are away only while away was shown', () => {
    const lines: StatusLine[] = [
      { at: at('08:00'), from: 'offline', to: 'online' },
      { at: at('10:00'), from: 'online', to: 'away' },
      { at: at('10:30'), from: 'away', to: 'busy' },
    ];
    const spans = awaySpans(facts({ lines, status: 'busy', lastSign: at('20:00') }));
    expect(spans).toEqual([{ fromMs: at('10:00').getTime(), toMs: at('10:30').getTime() }]);
  });

  it('of an agent without any sign of life are decided once it is taken for gone', () => {
    const midnight = at('18:30').getTime();
    expect(isDecided(facts({ status: 'online', now: at('18:30') }), midnight)).toBe(true);
    const now = new Date(at('18:29').getTime() + STALE_MS);
    const shown = facts({ status: 'online', lastSign: at('18:29'), now });
    expect(isDecided(shown, midnight)).toBe(true);
    const before = { ...shown, now: new Date(now.getTime() - 1) };
    expect(isDecided(before, midnight)).toBe(false);
  });

  const START = Date.parse('2026-03-20T00:00:00Z');
  const LENGTH = 14 * 24 * HOUR;
  const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Africa/Cairo');
  /** Lines as they are written: each says what was shown before. */
  const history = fc
    .array(
      fc.record({
        minute: fc.integer({ min: 0, max: LENGTH / MINUTE - 1 }),
        to: fc.constantFrom('online', 'away', 'busy', 'offline'),
        silence: fc.option(fc.nat({ max: 600 }), { nil: undefined }),
      }),
      { maxLength: 40 },
    )
    .map((entries) => {
      const sorted = entries.toSorted((a, b) => a.minute - b.minute);
      const unique = sorted.filter((entry, index) => entry.minute !== sorted[index - 1]?.minute);
      return unique.map(({ minute, to, silence }, index): StatusLine => {
        const atMs = START + minute * MINUTE;
        return {
          at: new Date(atMs),
          from: unique[index - 1]?.to ?? 'offline',
          to,
          ...(silence !== undefined && { lastSeen: new Date(atMs - silence * MINUTE) }),
        };
      });
    });
  const ofHistory = (lines: readonly StatusLine[], lastSign = START + LENGTH): OnlineFacts => ({
    lines,
    status: lines.at(-1)?.to ?? 'offline',
    lastSign: new Date(lastSign),
    from: new Date(START),
    now: new Date(START + LENGTH),
    staleMs: STALE_MS,
  });

  it('of the days of any zone add up to those of the whole time, over changes of the clocks', () => {
    fc.assert(
      fc.property(history, zone, (lines, name) => {
        const whole = ofHistory(lines);
        const spans = onlineSpans(whole);
        let sum = 0;
        let day = dayBounds(dayOf(START, name), name);
        while (day.from < whole.now) {
          const dayHours = hoursBetween(spans, day.from, day.to);
          expect(dayHours).toBeLessThanOrEqual((day.to.getTime() - day.from.getTime()) / HOUR);
          sum += dayHours;
          day = dayBounds(dayOf(day.to.getTime(), name), name);
        }
        expect(sum).toBeCloseTo(hoursBetween(spans, whole.from, whole.now), 8);
      }),
    );
  });

  it('do not depend on the order in which lines are read', () => {
    const shuffled = history.chain((lines) =>
      fc.tuple(
        fc.constant(lines),
        fc.shuffledSubarray([...lines], { minLength: lines.length, maxLength: lines.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([lines, other]) => {
        const status = lines.at(-1)?.to ?? 'offline';
        const again = onlineSpans({ ...ofHistory(other), status });
        expect(again).toEqual(onlineSpans(ofHistory(lines)));
      }),
    );
  });

  it('are the same for a window, whether its lines alone are read or all of them', () => {
    fc.assert(
      fc.property(history, fc.nat({ max: LENGTH / MINUTE }), (lines, minute) => {
        const from = new Date(START + minute * MINUTE);
        const whole = ofHistory(lines);
        const later = { ...whole, from, lines: lines.filter((line) => line.at >= from) };
        const ofAll = hoursBetween(onlineSpans(whole), from, whole.now);
        expect(hoursBetween(onlineSpans(later), from, whole.now)).toBeCloseTo(ofAll, 8);
      }),
    );
  });

  it('are apart, in order, and within the window', () => {
    fc.assert(
      fc.property(history, fc.nat({ max: LENGTH }), (lines, sign) => {
        const all = ofHistory(lines, START + sign);
        const spans = onlineSpans(all);
        let last = all.from.getTime();
        for (const { fromMs, toMs } of spans) {
          expect(fromMs).toBeGreaterThanOrEqual(last);
          expect(toMs).toBeGreaterThan(fromMs);
          last = toMs;
        }
        expect(last).toBeLessThanOrEqual(all.now.getTime());
      }),
    );
  });
});
