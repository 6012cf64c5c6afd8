import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';

/** Longer ones are refused: hashing must not be made expensive by the caller. */
export const PASSWORD_MAX_LENGTH = 128;

/** OWASP's setting for Argon2id (the library's default algorithm): 19 MiB, two passes. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** How a password that we made ourselves is kept. */
const GENERATED = '$sha256$';
const GENERATED_BYTES = 16;

/** Hashes and checks passwords with Argon2id, on the library's own threads. */
@Injectable()
export class Passwords {
  /** What the password of an unknown account is checked against. */
  private dummy: Promise<string> | undefined;

  async hash(plain: string): Promise<string> {
    return await hash(plain, COST);
  }

  /**
   * A password for the first sign-in, with its hash. It has 128 random bits, so nobody can guess it
   * however fast its hash is; a slow one would cost a large import half an hour.
   */
  generate(): { readonly password: string; readonly hash: string } {
    const password = randomBytes(GENERATED_BYTES).toString('base64url');
    return { password, hash: fastHash(password) };
  }

  /** Takes the same time for an account that does not exist (`hashed` null), and says no. */
  async verify(hashed: string | null, plain: string): Promise<boolean> {
    const candidate = plain.slice(0, PASSWORD_MAX_LENGTH);
    this.dummy ??= this.hash('no account has this password');
    const dummy = await this.dummy;
    const isGenerated = hashed?.startsWith(GENERATED) ?? false;
    const isSlowMatch = await verify(hashed === null || isGenerated ? dummy : hashed, candidate);
    if (hashed === null || candidate.length !== plain.length) return false;
    return isGenerated ? isEqual(hashed, fastHash(candidate)) : isSlowMatch;
  }
}

const fastHash = (password: string): string =>
  GENERATED + createHash('sha256').update(password).digest('base64url');

const isEqual = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
