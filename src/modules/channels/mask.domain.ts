const MASK = '••••';

/** How a secret is shown; a short one shows nothing of itself. */
export function maskSecret(secret: string): string {
  return secret.length < 8 ? MASK : `${MASK}${secret.slice(-4)}`;
}

/** Was a masked value sent back instead of a secret? */
export function isMasked(value: string): boolean {
  return value.startsWith(MASK);
}
