import { compareRanks, type Rank } from './score.domain.js';

/** Candidates in order, best first. An entry moves in the time of a binary search. */
export class RankedList<T extends { rank: Rank }> {
  private readonly items: T[] = [];

  get size(): number {
    return this.items.length;
  }

  add(item: T): void {
    this.items.splice(this.placeOf(item.rank), 0, item);
  }

  /** Takes out an item that is in the list under its present rank. */
  remove(item: T): void {
    const place = this.placeOf(item.rank);
    if (this.items[place] !== item) throw new Error('the candidate is not where its rank says');
    this.items.splice(place, 1);
  }

  [Symbol.iterator](): Iterator<T> {
    return this.items[Symbol.iterator]();
  }

  /** The first place whose rank is not better. */
  private placeOf(rank: Rank): number {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const item = this.items[middle];
      if (item && compareRanks(item.rank, rank) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
