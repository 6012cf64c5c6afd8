import type { AgentId } from '../../common/ids.js';
import { MONEY_FIELDS, SUM_FIELDS, type Field, type Totals } from './sums.domain.js';
import type { Interval } from './slot.domain.js';

/** What buckets are kept for; those with an agent beside a key answer filters by both. */
export const BUCKET_KINDS = [
  'tenant',
  'sector',
  'team',
  'channel',
  'agent',
  'sector_agent',
  'team_agent',
  'channel_agent',
  'cost',
] as const;
export type BucketKind = (typeof BUCKET_KINDS)[number];

/** Whom something is counted for. */
interface Subject {
  readonly kind: BucketKind;
  /** `YYYY-MM-DD` in the tenant's zone. */
  readonly day: string;
  /**
   * The sector, the id of the team or channel; null for calls of no sector, and
   * where the kind has none. Of costs: channel, campaign and currency.
   */
  readonly key: string | null;
  readonly agentId: AgentId | null;
}

/** Where calls are added up. */
export interface Bucket extends Subject {
  readonly interval: Interval;
  /** When it begins; null for a day, which `day` names. */
  readonly start: Date | null;
}

/** What something adds to a bucket of a day, and to those of its hour and quarter, if it says when. */
export interface Contribution extends Subject {
  readonly hour?: Date;
  readonly quarter?: Date;
  /** Sums that are zero are left out. */
  readonly sums: Partial<Totals>;
}

/** A bucket with what is in it. */
export interface Filled extends Bucket {
  readonly sums: Partial<Totals>;
}

/** One text for one bucket. */
export function bucketName({ kind, interval, day, start, key, agentId }: Bucket): string {
  return JSON.stringify(
    start === null ? [kind, day, key, agentId] : [kind, interval, start.getTime(), key, agentId],
  );
}

const FIELDS: readonly Field[] = [...SUM_FIELDS, ...MONEY_FIELDS];
type Sums = { [Name in Field]?: number };

/** Adds contributions up by bucket, and takes them away again. */
export class Tally {
  private readonly buckets = new Map<string, Bucket & { readonly sums: Sums }>();

  add(contributions: readonly Contribution[]): this {
    for (const one of contributions) this.count(one, 1);
    return this;
  }

  take(contributions: readonly Contribution[]): this {
    for (const one of contributions) this.count(one, -1);
    return this;
  }

  /** The buckets in which anything is left. */
  entries(): readonly Filled[] {
    return [...this.buckets.values()]
      .map(({ sums, ...bucket }) => ({ ...bucket, sums: nonZero(sums) }))
      .filter(({ sums }) => Object.keys(sums).length > 0);
  }

  private count({ sums, hour, quarter, ...subject }: Contribution, times: 1 | -1): void {
    this.countIn({ ...subject, interval: 'day', start: null }, sums, times);
    if (hour) this.countIn({ ...subject, interval: 'hour', start: hour }, sums, times);
    if (quarter) this.countIn({ ...subject, interval: 'quarter', start: quarter }, sums, times);
  }

  private countIn(bucket: Bucket, sums: Partial<Totals>, times: 1 | -1): void {
    const name = bucketName(bucket);
    const known = this.buckets.get(name) ?? { ...bucket, sums: {} };
    for (const field of FIELDS) {
      const value = sums[field];
      if (value !== undefined) known.sums[field] = (known.sums[field] ?? 0) + times * value;
    }
    this.buckets.set(name, known);
  }
}

/** Only what counts anything. */
export function nonZero(sums: { readonly [Name in Field]?: number }): Partial<Totals> {
  return Object.fromEntries(Object.entries(sums).filter(([, value]) => value !== 0));
}
