import type { ApiKeyId } from '../../common/ids.js';

/** `cpk_`, the public id (64 bits, hexadecimal), and the secret (256 bits, base64url). */
const FORM = /^cpk_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/;

/** The public id of a key; null for what has not the form of one. */
export function idOf(key: string): ApiKeyId | null {
  const [, id] = FORM.exec(key) ?? [];
  return id === undefined ? null : (id as ApiKeyId);
}

/** How a key is shown ever after. */
export const prefixOf = (id: ApiKeyId): string => `cpk_${id}`;

/** The whole key, shown once. */
export const wholeKey = (id: ApiKeyId, secret: string): string => `${prefixOf(id)}_${secret}`;

export type KeyVerdict = 'good' | 'revoked' | 'expired';

/** Is a key of ours in force? It ends at the moment of its end. */
export function judgeKey(
  key: { readonly revokedAt: Date | null; readonly expiresAt: Date | null },
  nowMs: number,
): KeyVerdict {
  if (key.revokedAt !== null) return 'revoked';
  return key.expiresAt !== null && key.expiresAt.getTime() <= nowMs ? 'expired' : 'good';
}

/** Groups that mean an agent's own things: a key for them acts for one agent. */
const OWN = /^(own|offers):/;

/** Those of the scopes that make no sense for a key which acts for no agent. */
export function scopesOfAnAgent<Scope extends string>(scopes: readonly Scope[]): Scope[] {
  return scopes.filter((scope) => OWN.test(scope));
}
