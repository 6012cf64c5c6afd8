import {
  WEEKDAYS,
  isOpen,
  nextOpening,
  type BusinessHours,
} from '../settings/business-hours.domain.js';
import type { BusinessRules } from '../settings/rules.domain.js';
import { DAY } from '../../common/time.js';

export type CallingWindow = BusinessRules['callingWindow'];

/** Whom nobody may call within this can never be called. */
const DAYS_AHEAD = 15;

/** May people in all of these zones be called at a moment? */
export function mayRing(window: CallingWindow, zones: readonly string[], atMs: number): boolean {
  const hours = asHours(window);
  return zones.every((zone) => isOpen(hours, zone, atMs));
}

/**
 * The first moment from `atMs` on at which people in all of these zones may be called; null: there is
 * none, the zones lie further apart than the window is wide.
 */
export function nextRingTime(
  window: CallingWindow,
  zones: readonly string[],
  atMs: number,
): number | null {
  const hours = asHours(window);
  let moment = atMs;
  while (moment < atMs + DAYS_AHEAD * DAY) {
    const openings = zones.map((zone) => nextOpening(hours, zone, moment));
    const latest = Math.max(moment, ...openings.map((opening) => opening ?? Infinity));
    if (latest === moment) return moment;
    moment = latest;
  }
  return null;
}

const known = new WeakMap<CallingWindow, BusinessHours>();

/** The window as hours of a week without holidays. */
function asHours(window: CallingWindow): BusinessHours {
  const before = known.get(window);
  if (before) return before;
  const { start, end, daysOfWeek } = window;
  const windowsOn = (day: number) => (daysOfWeek.includes(day) ? [{ start, end }] : []);
  const [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = WEEKDAYS.map(
    (_, index) => windowsOn(index + 1),
  );
  const hours: BusinessHours = {
    monday: monday ?? [],
    tuesday: tuesday ?? [],
    wednesday: wednesday ?? [],
    thursday: thursday ?? [],
    friday: friday ?? [],
    saturday: saturday ?? [],
    sunday: sunday ?? [],
    holidays: [],
  };
  known.set(window, hours);
  return hours;
}
