import type { CallNews } from './call-flow.port.js';

/** What callers are asked to key in at the end: 1 to 5 stars, or 0 to 10 how likely to recommend us. */
export const RATING_SCALES = ['csat', 'nps'] as const;
export type RatingScale = (typeof RATING_SCALES)[number];

/** What callers think of their calls. Asked by the webhooks, kept by `satisfaction`. */
export abstract class CallerRatings {
  /** A caller keyed something in; what is no answer on the scale is as nothing. */
  abstract rate(news: CallNews, scale: RatingScale): Promise<void>;
}
