const CHANGES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** What a request says of the page that sent it. */
export interface Sender {
  readonly method: string;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`. */
  readonly site: string | undefined;
  readonly host: string | undefined;
}

/**
 * May this sender change something? A browser names the origin of its page, which must be one of
 * ours or the server's own. A program names none, and may.
 */
export function mayChange(
  { method, origin, site, host }: Sender,
  ours: readonly string[],
): boolean {
  if (!CHANGES.has(method)) return true;
  if (origin !== undefined) return isOurs({ origin, host }, ours);
  return site === undefined || site === 'same-origin' || site === 'none';
}

/** Is this a page of ours, or of the server's own? A program names no page, and may all. */
export function isOurs(
  { origin, host }: Pick<Sender, 'origin' | 'host'>,
  ours: readonly string[],
): boolean {
  return origin === undefined || ours.includes(origin) || isAt(origin, host);
}

function isAt(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}
