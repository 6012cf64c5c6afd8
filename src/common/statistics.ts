/** How numbers are spread; all null where there are none. */
export interface Spread {
  readonly n: number;
  readonly mean: number | null;
  readonly median: number | null;
  readonly p90: number | null;
}

/** What is known of; what is not, is left out. */
export function spreadOf(values: Iterable<number | null>): Spread {
  const counts = new Map<number, number>();
  for (const value of values) {
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return spreadOfCounts(counts);
}

/**
 * The same of values with how often each is there. A quantile between two values lies between them in
 * proportion, as spreadsheets have it (Hyndman and Fan's type 7).
 */
export function spreadOfCounts(counts: Iterable<readonly [value: number, count: number]>): Spread {
  const sorted = [...counts].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  const n = sorted.reduce((sum, [, count]) => sum + count, 0);
  if (n === 0) return { n, mean: null, median: null, p90: null };
  const sum = sorted.reduce((all, [value, count]) => all + value * count, 0);
  return { n, mean: sum / n, median: quantile(sorted, n, 0.5), p90: quantile(sorted, n, 0.9) };
}

type Counted = readonly (readonly [value: number, count: number])[];

function quantile(sorted: Counted, n: number, share: number): number {
  const place = (n - 1) * share;
  const below = Math.floor(place);
  const [low, high] = [valueAt(sorted, below), valueAt(sorted, Math.ceil(place))];
  return low + (high - low) * (place - below);
}

function valueAt(sorted: Counted, place: number): number {
  let passed = 0;
  for (const [value, count] of sorted) {
    passed += count;
    if (place < passed) return value;
  }
  return sorted.at(-1)?.[0] ?? 0;
}
