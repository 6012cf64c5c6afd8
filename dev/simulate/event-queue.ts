/** What happens next, in virtual time: a binary heap; what is due at once happens in its order. */
export class EventQueue<T> {
  private readonly heap: { readonly atMs: number; readonly order: number; readonly what: T }[] = [];
  private order = 0;

  get size(): number {
    return this.heap.length;
  }

  add(atMs: number, what: T): void {
    this.heap.push({ atMs, order: this.order, what });
    this.order += 1;
    let child = this.heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >>> 1;
      if (!this.isBefore(child, parent)) return;
      this.swap(child, parent);
      child = parent;
    }
  }

  next(): { readonly atMs: number; readonly what: T } | null {
    const [first] = this.heap;
    const last = this.heap.pop();
    if (!first || !last) return null;
    if (this.heap.length > 0) {
      this.heap[0] = last;
      this.sink(0);
    }
    return first;
  }

  private sink(from: number): void {
    let parent = from;
    for (;;) {
      const [left, right] = [2 * parent + 1, 2 * parent + 2];
      let best = parent;
      if (left < this.heap.length && this.isBefore(left, best)) best = left;
      if (right < this.heap.length && this.isBefore(right, best)) best = right;
      if (best === parent) return;
      this.swap(best, parent);
      parent = best;
    }
  }

  private isBefore(a: number, b: number): boolean {
    const [one, other] = [this.heap[a], this.heap[b]];
    if (!one || !other) return false;
    return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
  }

  private swap(a: number, b: number): void {
    const [one, other] = [this.heap[a], this.heap[b]];
    if (!one || !other) return;
    this.heap[a] = other;
    this.heap[b] = one;
  }
}
