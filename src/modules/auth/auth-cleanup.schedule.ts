import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { HOUR, MINUTE } from '../../common/time.js';
import { Ticks } from '../../platform/jobs/ticks.js';
import { Log } from '../../platform/logging/log.js';
import { RefreshTokensRepository } from './refresh-tokens.repository.js';
import { SignInLock } from './sign-in-lock.service.js';

/** Removes refresh tokens and counted failures that mean nothing any more. */
@Injectable()
export class AuthCleanup implements OnApplicationBootstrap {
  constructor(
    private readonly ticks: Ticks,
    private readonly refreshTokens: RefreshTokensRepository,
    private readonly lock: SignInLock,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.ticks.start({
      name: 'auth-cleanup',
      description: 'Removes refresh tokens and counted failures that mean nothing any more',
      everyMs: HOUR,
      atLeastWallMs: MINUTE,
      run: () => this.run(),
    });
  }

  /** Run twice, it does nothing more. */
  async run(): Promise<void> {
    const refreshes = await this.refreshTokens.deleteExpired(this.clock.date());
    const attempts = await this.lock.cleanUp();
    this.log.info('sign-in records cleaned up', { refreshes, attempts });
  }
}
