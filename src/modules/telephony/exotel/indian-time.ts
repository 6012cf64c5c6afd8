import { DateTime } from 'luxon';

const ZONE = 'Asia/Kolkata';
const FORMATS = ['yyyy-MM-dd HH:mm:ss', 'EEE, dd MMM yyyy HH:mm:ss'] as const;
/** 1970-01-01 05:30:00 in India: what Exotel writes for "not set" (exotel.md 0.2). */
const NOT_SET_MS = 0;

/** Exotel's times are Indian without saying so; null for one that is not set or no time. */
export function parseIndianTime(text: string | null | undefined): Date | null {
  const trimmed = (text ?? '').trim();
  if (trimmed === '' || trimmed === 'null') return null;
  for (const format of FORMATS) {
    const time = DateTime.fromFormat(trimmed, format, { zone: ZONE, locale: 'en' });
    if (time.isValid) return time.toMillis() === NOT_SET_MS ? null : time.toJSDate();
  }
  return null;
}

/** An instant as Exotel's filters want it. */
export function toIndianTime(at: Date): string {
  return DateTime.fromJSDate(at, { zone: ZONE }).toFormat(FORMATS[0]);
}
