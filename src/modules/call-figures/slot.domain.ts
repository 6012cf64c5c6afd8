import { IANAZone } from 'luxon';
import { dayOf, HOUR, MINUTE } from '../../common/time.js';

/** What buckets last. */
export const INTERVALS = ['quarter', 'hour', 'day'] as const;
export type Interval = (typeof INTERVALS)[number];

/** Where a moment falls by the clocks of a zone. */
export interface Slot {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** The moment its hour began. */
  readonly hour: Date;
  /** The moment its quarter of an hour began. */
  readonly quarter: Date;
}

const QUARTER = 15 * MINUTE;
/** Quarters of which a zone remembers the slots: some three years. */
const KEPT = 100_000;

/**
 * Slots of one zone. Every zone of today is a multiple of 15 minutes away from UTC and changes its
 * clocks at one, so all moments of a quarter of UTC share their slot: it is worked out once.
 */
class Zone {
  private readonly zone: IANAZone;
  private readonly slots = new Map<number, Slot>();

  constructor(private readonly name: string) {
    this.zone = IANAZone.create(name);
  }

  slotOf(atMs: number): Slot {
    const quarterMs = Math.floor(atMs / QUARTER) * QUARTER;
    const known = this.slots.get(quarterMs);
    if (known) return known;
    const slot = {
      day: dayOf(quarterMs, this.name),
      hour: new Date(this.hourOf(quarterMs)),
      quarter: new Date(quarterMs),
    };
    if (this.slots.size >= KEPT) this.slots.clear();
    this.slots.set(quarterMs, slot);
    return slot;
  }

  /**
   * An hour begins where its number changes on the clock, or where the clock was put forward or
   * back within it: the two hours of the same number of an autumn night are two.
   */
  private hourOf(quarterMs: number): number {
    const offset = this.zone.offset(quarterMs);
    const localMs = quarterMs + offset * MINUTE;
    let startMs = Math.floor(localMs / HOUR) * HOUR - offset * MINUTE;
    while (startMs < quarterMs && this.zone.offset(startMs) !== offset) startMs += QUARTER;
    return startMs;
  }
}

const zones = new Map<string, Zone>();

/** @param zone IANA name */
export function slotOf(at: Date, zone: string): Slot {
  const known = zones.get(zone) ?? new Zone(zone);
  zones.set(zone, known);
  return known.slotOf(at.getTime());
}
