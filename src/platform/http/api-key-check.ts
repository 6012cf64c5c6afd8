import type { Principal } from './auth.decorators.js';

/** Whose is an API key? Implemented by `api-keys`, bound in `app.module`. */
export abstract class ApiKeyCheck {
  /** @throws an `unauthenticated` error for a key that is unknown, expired, revoked or dead */
  abstract principalOf(key: string): Promise<Principal>;
}
