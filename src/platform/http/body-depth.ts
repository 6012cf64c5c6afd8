/** No body of ours needs more. What copies or hashes a body follows it down, and has no stack for more. */
const DEEPEST = 50;

/** Does a body nest deeper than any that is meant well? Looks level by level, so it needs no stack. */
export function isTooDeep(body: unknown): boolean {
  let level = [body].filter(isNest);
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    if (level.length === 0) return false;
    level = level.flatMap((nest) => Object.values(nest).filter(isNest));
  }
  return level.length > 0;
}

const isNest = (value: unknown): value is object => typeof value === 'object' && value !== null;
