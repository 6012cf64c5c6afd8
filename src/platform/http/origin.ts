/** Does a browser send this from a page that is neither ours nor one of the allowed ones? */
export function isForeignOrigin(
  headers: Readonly<Record<string, unknown>>,
  allowed: readonly string[],
): boolean {
  const { origin, host } = headers;
  if (typeof origin !== 'string' || allowed.includes(origin)) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}
