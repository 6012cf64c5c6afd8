import type { RatingScale } from '../telephony/caller-ratings.port.js';
import type { CallAnswer } from './satisfaction.types.js';

const ANSWERS: Readonly<Record<RatingScale, RegExp>> = { csat: /^[1-5]$/, nps: /^(?:\d|10)$/ };

/** What the keys of a telephone say on a scale; null where they are no answer on it. */
export function ratingOf(digits: string | null, scale: RatingScale): CallAnswer | null {
  if (digits === null || !ANSWERS[scale].test(digits)) return null;
  return { csat: null, nps: null, [scale]: Number(digits) };
}
