/** No body of ours needs more. What copies or hashes a body follows it down, and has no stack for more. */
const DEEPEST = 50;

/**
 * Does a body nest deeper than any that is meant well? Looks level by level, so it needs no stack, and
 * only into what JSON made: a file that is still being read is a stream, and leads everywhere.
 */
export function isTooDeep(body: unknown): boolean {
  let level = [body].filter(isNest);
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    if (level.length === 0) return false;
    level = level.flatMap((nest) => Object.values(nest).filter(isNest));
  }
  return level.length > 0;
}

function isNest(value: unknown): value is object {
  if (Array.isArray(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
