/** What is known of a refresh token that somebody shows. */
export interface ShownToken {
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
  readonly usedBy: string | null;
}

export type RefreshVerdict = 'rotate' | 'repeat' | 'reused' | 'expired';

/**
 * A token is good once. The same one from the same device soon after is two tabs or a lost answer,
 * and gets the same successor again; anything else shows that somebody has a copy.
 */
export function judgeRefresh(
  token: ShownToken,
  device: string,
  nowMs: number,
  graceMs: number,
): RefreshVerdict {
  if (token.usedAt !== null) {
    const isSoon = nowMs - token.usedAt.getTime() <= graceMs;
    return isSoon && token.usedBy === device ? 'repeat' : 'reused';
  }
  return token.expiresAt.getTime() <= nowMs ? 'expired' : 'rotate';
}
