const IST_OFFSET_MS = 330 * 60_000;
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const STAMP = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/;

/** "Not set" on the wire: the epoch in Indian time (exotel.md 0.2 fact 7). */
export const NOT_SET = '1970-01-01 05:30:00';

/** `2026-01-15 10:30:00`: Indian time, no zone (exotel.md 1.4, 3.2). */
export function istStamp(ms: number): string {
  return indian(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** `Wed, 23 Feb 2022 12:31:59`: Passthru's `Created`, Indian time, no zone (exotel.md 3.2). */
export function istCreated(ms: number): string {
  const date = indian(ms);
  const day = String(date.getUTCDate()).padStart(2, '0');
  const month = MONTHS[date.getUTCMonth()];
  const time = date.toISOString().slice(11, 19);
  return `${WEEKDAYS[date.getUTCDay()]}, ${day} ${month} ${date.getUTCFullYear()} ${time}`;
}

/** The moment of a naive Indian stamp, or null if it is none. */
export function parseIst(text: string): number | null {
  const parts = STAMP.exec(text)?.slice(1).map(Number);
  if (!parts) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second) - IST_OFFSET_MS;
  return istStamp(ms) === text ? ms : null;
}

function indian(ms: number): Date {
  return new Date(Math.floor(ms) + IST_OFFSET_MS);
}
