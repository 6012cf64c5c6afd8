/**
 * Conditions that an index limited to one type serves: MongoDB takes such an index only where the
 * query names the type too, however plain the rest of it is.
 * @see https://www.mongodb.com/docs/manual/core/index-partial/#query-coverage
 */
export const dueBy = (now: Date) => ({ $lte: now, $type: 'date' }) as const;

/** Above a number, for an index of what has been numbered. */
export function above(number: number): { readonly $gt: number } {
  // The driver's types do not know MongoDB's name for all numbers.
  const condition = { $gt: number, $type: 'number' };
  return condition;
}
