import type { AgentId } from '../../common/ids.js';
import type { Field, Totals } from './sums.domain.js';
import type { Interval } from './slot.domain.js';

/** What `performance_trends` keeps apart; those with an agent beside a key answer filters by both. */
export const DIMENSIONS = [
  'tenant',
  'sector',
  'team',
  'channel',
  'agent',
  'sector_agent',
  'team_agent',
  'channel_agent',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** What buckets are kept for. */
export type BucketKind = Dimension | 'cost';

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

type Sums = { [Name in Field]?: number };
type Counted = Subject & Pick<Contribution, 'hour' | 'quarter'> & { readonly sums: Sums };

/** Adds contributions up by bucket, and takes them away again. */
export class Tally {
  /** What is of the same quarter is added up once, and comes to its hour and day in the end. */
  private readonly finest = new Map<string, Counted>();

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
    const buckets = new Map<string, Bucket & { readonly sums: Sums }>();
    const into = (bucket: Bucket, sums: Sums): void => {
      const name = bucketName(bucket);
      const known = buckets.get(name);
      if (known) addTo(known.sums, sums, 1);
      else buckets.set(name, { ...bucket, sums: { ...sums } });
    };
    for (const { hour, quarter, sums, ...subject } of this.finest.values()) {
      into({ ...subject, interval: 'day', start: null }, sums);
      if (hour) into({ ...subject, interval: 'hour', start: hour }, sums);
      if (quarter) into({ ...subject, interval: 'quarter', start: quarter }, sums);
    }
    return [...buckets.values()]
      .map(({ sums, ...bucket }) => ({ ...bucket, sums: nonZero(sums) }))
      .filter(({ sums }) => Object.keys(sums).length > 0);
  }

  private count(one: Contribution, times: 1 | -1): void {
    const { kind, day, hour, quarter, key, agentId } = one;
    // By day and hour too: in the quarter in which a company changes its zone, calls have two of each.
    const name = JSON.stringify([kind, day, hour?.getTime(), quarter?.getTime(), key, agentId]);
    let known = this.finest.get(name);
    if (!known) {
      known = {
        kind,
        day,
        key,
        agentId,
        ...(hour && { hour }),
        ...(quarter && { quarter }),
        sums: {},
      };
      this.finest.set(name, known);
    }
    addTo(known.sums, one.sums, times);
  }
}

/** Done for every call and bucket: only the sums that are there are looked at. */
function addTo(sums: Sums, more: Partial<Totals>, times: 1 | -1): void {
  for (const name in more) {
    const field = name as Field;
    sums[field] = (sums[field] ?? 0) + times * (more[field] ?? 0);
  }
}

/** Only what counts anything. */
export function nonZero(sums: { readonly [Name in Field]?: number }): Partial<Totals> {
  const left: Sums = {};
  for (const name in sums) {
    const value = sums[name as Field];
    if (value !== undefined && value !== 0) left[name as Field] = value;
  }
  return left;
}
