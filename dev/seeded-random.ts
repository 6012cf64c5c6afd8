/** Chance, in [0, 1). */
export interface SimRandom {
  next(): number;
}

/** The same numbers for the same seed (mulberry32). */
export class SeededRandom implements SimRandom {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

/** A number from `min` up to, not including, `max`. */
export function between(random: SimRandom, min: number, max: number): number {
  return min + (max - min) * random.next();
}

/** One of the list, each as likely as the others. */
export function pick<T>(random: SimRandom, list: readonly T[]): T {
  if (list.length === 0) throw new RangeError('nothing to pick from');
  return list[Math.floor(random.next() * list.length)] as T;
}

/** True with the given probability; a probability of 0 draws no number. */
export function chance(random: SimRandom, probability: number): boolean {
  return probability > 0 && random.next() < probability;
}

/** So many digits of base 16. */
export function hex(random: SimRandom, digits: number): string {
  return Array.from({ length: digits }, () => Math.floor(random.next() * 16).toString(16)).join('');
}
