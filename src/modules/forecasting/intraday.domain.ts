import { totalOf, weekdayOf, type CallDay } from './call-days.domain.js';

/** After so many days a day counts half as much. */
const HALF_LIFE_DAYS = 40;
/** The shape of all days counts in a weekday's as so many days of it. */
const SHRINKAGE_DAYS = 2;

/**
 * The share of a day's calls that falls into each of its parts, for each weekday: the mean of the
 * past shares, newer days counting more, drawn towards the shape of all days while a weekday has few.
 */
export function learnShape(history: readonly CallDay[]): (date: string) => readonly number[] {
  const parts = history[0]?.counts.length ?? 0;
  const all = Array.from({ length: parts }, () => 0);
  const weekdays = Array.from({ length: 7 }, () => Array.from({ length: parts }, () => 0));
  const weights = Array.from({ length: 7 }, () => 0);
  history.forEach((day, place) => {
    const total = totalOf(day);
    if (total === 0) return;
    const weight = 0.5 ** ((history.length - 1 - place) / HALF_LIFE_DAYS);
    const weekday = weekdayOf(day.date);
    const own = weekdays[weekday];
    weights[weekday] = (weights[weekday] ?? 0) + weight;
    day.counts.forEach((count, part) => {
      const share = (weight * count) / total;
      all[part] = (all[part] ?? 0) + share;
      if (own) own[part] = (own[part] ?? 0) + share;
    });
  });
  const weight = weights.reduce((sum, one) => sum + one, 0);
  const shapes = weekdays.map((own, weekday) =>
    own.map((share, part) => {
      const common = weight === 0 ? 1 / parts : (all[part] ?? 0) / weight;
      return (share + SHRINKAGE_DAYS * common) / ((weights[weekday] ?? 0) + SHRINKAGE_DAYS);
    }),
  );
  return (date) => shapes[weekdayOf(date)] ?? [];
}
