import { outsideContext } from './request-context.js';

interface Waiting<In, Out> {
  readonly item: In;
  readonly resolve: (result: Out) => void;
  readonly reject: (error: unknown) => void;
}

/** What became of one item of a group. */
export type GroupResult<Out> = { readonly value: Out } | { readonly error: unknown };

/**
 * Does the work of many callers together: whatever comes while a group is at work goes with the
 * next one, so nobody waits for others to come, and under load one command serves many. Of items
 * with the same key only one is in a group; the others come after it.
 */
export class Grouped<In, Out> {
  private waiting: Waiting<In, Out>[] = [];
  private isAtWork = false;

  /** @param work one result for each item, in their order */
  constructor(
    private readonly keyOf: (item: In) => unknown,
    private readonly work: (items: readonly In[]) => Promise<readonly GroupResult<Out>[]>,
  ) {}

  /** Resolves when the work that the item was in is done. */
  async add(item: In): Promise<Out> {
    return await new Promise<Out>((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (!this.isAtWork) void outsideContext(() => this.run());
    });
  }

  private async run(): Promise<void> {
    this.isAtWork = true;
    // What arrives in the same turn of the event loop goes together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const group = this.takeGroup();
      try {
        const results = await this.work(group.map(({ item }) => item));
        group.forEach(({ resolve, reject }, index) => {
          const result = results[index];
          if (result && 'value' in result) resolve(result.value);
          else reject(result?.error ?? new Error('a group left an item out'));
        });
      } catch (error) {
        group.forEach(({ reject }) => reject(error));
      }
    }
    this.isAtWork = false;
  }

  private takeGroup(): Waiting<In, Out>[] {
    const keys = new Set<unknown>();
    const group: Waiting<In, Out>[] = [];
    const later: Waiting<In, Out>[] = [];
    for (const waiting of this.waiting) {
      const key = this.keyOf(waiting.item);
      (keys.has(key) ? later : group).push(waiting);
      keys.add(key);
    }
    this.waiting = later;
    return group;
  }
}
