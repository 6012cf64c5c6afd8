import { compareRanks, type Rank } from './score.domain.js';

/** Beyond twice this a chunk is cut in two: moving a candidate touches one chunk, not the list. */
const CHUNK = 128;

/** Candidates in order, best first. An entry moves in about the square root of the list's length. */
export class RankedList<T extends { rank: Rank }> {
  private readonly chunks: T[][] = [];
  private count = 0;

  get size(): number {
    return this.count;
  }

  add(item: T): void {
    const index = Math.max(0, this.chunkOf(item.rank));
    const chunk = this.chunks[index] ?? [];
    if (this.chunks.length === 0) this.chunks.push(chunk);
    chunk.splice(placeIn(chunk, item.rank), 0, item);
    this.count += 1;
    if (chunk.length > 2 * CHUNK) this.chunks.splice(index + 1, 0, chunk.splice(CHUNK));
  }

  /** Takes out an item that is in the list under its present rank. */
  remove(item: T): void {
    const index = this.chunkOf(item.rank);
    const chunk = this.chunks[index];
    const place = chunk ? placeIn(chunk, item.rank) : 0;
    if (chunk?.[place] !== item) throw new Error('the candidate is not where its rank says');
    chunk.splice(place, 1);
    this.count -= 1;
    if (chunk.length === 0) this.chunks.splice(index, 1);
  }

  *[Symbol.iterator](): Iterator<T> {
    for (const chunk of this.chunks) yield* chunk;
  }

  /** The last chunk that begins with this rank or a better one; -1 when all begin with worse. */
  private chunkOf(rank: Rank): number {
    let low = 0;
    let high = this.chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const first = this.chunks[middle]?.[0];
      if (first && compareRanks(first.rank, rank) <= 0) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** The first place in a chunk whose rank is not better. */
function placeIn(chunk: readonly { readonly rank: Rank }[], rank: Rank): number {
  let low = 0;
  let high = chunk.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = chunk[middle];
    if (item && compareRanks(item.rank, rank) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
