import { DateTime } from 'luxon';

export interface ApiVersion {
  /** From when on it is deprecated; it goes six months later. Null: it is in good standing. */
  readonly deprecatedAt: Date | null;
}

export const CURRENT_VERSION = 'v1';
/** Every version that is answered. */
export const VERSIONS: ReadonlyMap<string, ApiVersion> = new Map([
  [CURRENT_VERSION, { deprecatedAt: null }],
]);

const NOTICE = { months: 6 };

/**
 * What a client is told of the version that it asked for: nothing, or since when it is deprecated
 * (RFC 9745) and when it goes (RFC 8594).
 */
export function versionHeaders({ deprecatedAt }: ApiVersion): Readonly<Record<string, string>> {
  if (deprecatedAt === null) return {};
  const since = DateTime.fromJSDate(deprecatedAt, { zone: 'utc' });
  return {
    Deprecation: `@${Math.floor(since.toSeconds())}`,
    Sunset: since.plus(NOTICE).toJSDate().toUTCString(),
  };
}
