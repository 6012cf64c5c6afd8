import type { AgentId } from '../../common/ids.js';
import type { Interval } from '../call-figures/slot.domain.js';
import type { Money, Sums } from '../call-figures/sums.domain.js';
import type { BucketKind } from '../call-figures/tally.domain.js';

/** Which buckets of a kind: those of one key, of one agent, or all. */
export interface Selection {
  readonly kind: Exclude<BucketKind, 'cost'>;
  /** Days, unless it says otherwise. */
  readonly interval?: Interval | undefined;
  readonly key?: string | undefined;
  readonly agentId?: AgentId | undefined;
}

/** What buckets are told apart by in an answer. */
export type Subject = 'agentId' | 'key' | 'teamId';

export interface SubjectSums extends Sums {
  readonly subject: AgentId | string | null;
}

export interface DaySums extends Sums {
  readonly day: string;
}

export interface SlotSums extends DaySums {
  /** When a quarter or an hour begins; null for a day. */
  readonly start: Date | null;
}

export interface SubjectDaySums extends SubjectSums {
  readonly day: string;
}

/** What costs may be told apart by. */
export const COST_BY = ['day', 'agentId', 'channelId', 'campaignId'] as const;
export type CostBy = (typeof COST_BY)[number];

export interface CostSums extends Money {
  /** Null where it has none, and where nothing is told apart. */
  readonly subject: string | number | null;
  readonly currency: string;
}
