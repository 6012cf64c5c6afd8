import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';

/** Longer ones are refused: hashing must not be made expensive by the caller. */
export const PASSWORD_MAX_LENGTH = 128;

/** OWASP's setting for Argon2id (the library's default algorithm): 19 MiB, two passes. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashes and checks passwords with Argon2id, on the library's own threads. */
@Injectable()
export class Passwords {
  /** What the password of an unknown account is checked against. */
  private dummy: Promise<string> | undefined;

  async hash(plain: string): Promise<string> {
    return await hash(plain, COST);
  }

  /** Takes the same time for an account that does not exist (`hashed` null), and says no. */
  async verify(hashed: string | null, plain: string): Promise<boolean> {
    const candidate = plain.slice(0, PASSWORD_MAX_LENGTH);
    this.dummy ??= this.hash('no account has this password');
    const dummy = await this.dummy;
    const matches = await verify(hashed ?? dummy, candidate);
    return matches && hashed !== null && candidate.length === plain.length;
  }
}
