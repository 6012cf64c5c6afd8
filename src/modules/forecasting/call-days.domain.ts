/** How many calls each part of one day brought; every day of a series has equally many parts. */
export interface CallDay {
  /** `YYYY-MM-DD` in the tenant's zone. */
  readonly date: string;
  readonly counts: readonly number[];
}

const DAY_MS = 86_400_000;

/** Days since 1970-01-01. */
export const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;

/** The date a number of days later, or earlier where it is negative. */
export const shiftDate = (date: string, days: number): string =>
  new Date((dayNumber(date) + days) * DAY_MS).toISOString().slice(0, 10);

/** 0 is Monday, 6 is Sunday. */
export const weekdayOf = (date: string): number => (dayNumber(date) + 3) % 7;

/** Which part of its month a day lies in the middle of: 0 when it begins, 1 when it ends. */
export function monthPhase(date: string): number {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return (day - 0.5) / daysInMonth;
}

export const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

export const totalOf = (day: CallDay): number => sum(day.counts);

/** The mean of some numbers; 0 of none. */
export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : sum(values) / values.length;

/** The value below which a share of the sorted numbers lies, between two of them in proportion. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? 0;
  const high = sorted[Math.ceil(place)] ?? low;
  return low + (high - low) * (place - Math.floor(place));
}
