import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { MINUTE, SECOND } from '../../common/time.js';
import { AuthErrors } from './auth.errors.js';
import { SignInAttemptsRepository } from './sign-in-attempts.repository.js';

const RULE = { failures: 5, windowMs: 15 * MINUTE, lockMs: 15 * MINUTE } as const;

/** Five failures in 15 minutes lock an account's sign-in for 15 minutes, counted over all nodes. */
@Injectable()
export class SignInLock {
  constructor(
    private readonly repository: SignInAttemptsRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Looks before and after the check of the password: of many guesses at once, the right one is
   * refused too when the others have locked the account meanwhile.
   * @throws AuthErrors.ACCOUNT_LOCKED
   */
  async guard(account: string, isRight: () => Promise<boolean>): Promise<void> {
    await this.mustBeOpen(account);
    if (!(await isRight())) {
      await this.repository.addFailure(account, this.clock.date(), RULE);
      throw AuthErrors.INVALID_CREDENTIALS();
    }
    await this.mustBeOpen(account);
    await this.repository.forget(account);
  }

  /** Opens an account again. */
  async unlock(account: string): Promise<void> {
    await this.repository.forget(account);
  }

  /** Removes what locks nothing any more. */
  async cleanUp(): Promise<number> {
    const longest = RULE.windowMs + RULE.lockMs;
    return await this.repository.deleteOld(new Date(this.clock.now() - longest));
  }

  private async mustBeOpen(account: string): Promise<void> {
    const until = await this.repository.lockedUntil(account);
    const leftMs = (until?.getTime() ?? 0) - this.clock.now();
    if (leftMs > 0) {
      throw AuthErrors.ACCOUNT_LOCKED({ retryAfterSeconds: Math.ceil(leftMs / SECOND) });
    }
  }
}
