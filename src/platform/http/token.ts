import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import jwt from 'jsonwebtoken';
import { Config } from '../../config/config.js';

/** Tokens of ours say who made them and for whom (RFC 8725, 3.8 and 3.9). */
export const JWT_ISSUER = 'crosspoint';
export const JWT_AUDIENCE = 'crosspoint-api';

/** What an API key begins with; no access token does. */
export const API_KEY_PREFIX = 'cpk_';

interface TokenKey {
  /** Says which key it is and nothing of it: the `kid` of the tokens that it signed. */
  readonly id: string;
  readonly key: KeyObject;
}

/**
 * The keys of access tokens: that of JWT_SECRET signs, those of JWT_ACCEPTED_SECRETS are good as
 * well. KeyObjects: with a string, jsonwebtoken tries to read a public key out of it at every check
 * (half a millisecond on Node 20).
 */
@Injectable()
export class TokenKeys {
  readonly signing: TokenKey;
  private readonly byId: ReadonlyMap<string, KeyObject>;

  constructor({ auth }: Config) {
    this.signing = keyOf(auth.jwtSecret);
    const all = [this.signing, ...auth.acceptedSecrets.map(keyOf)];
    this.byId = new Map(all.map(({ id, key }) => [id, key]));
  }

  /** The key that a token names; for one that names none of ours, the one that signs. */
  of(token: string): KeyObject {
    const kid = jwt.decode(token, { complete: true })?.header.kid;
    return this.byId.get(kid ?? '') ?? this.signing.key;
  }
}

function keyOf(secret: string): TokenKey {
  const id = createHash('sha256').update(`kid ${secret}`).digest('base64url').slice(0, 11);
  return { id, key: createSecretKey(Buffer.from(secret)) };
}
