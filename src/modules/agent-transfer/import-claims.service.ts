import { createHash } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { CommonErrors } from '../../common/errors.js';
import { Ids } from '../../common/ids.js';
import { DAY, HOUR, MINUTE } from '../../common/time.js';
import { accountOf, type Principal } from '../../platform/http/auth.decorators.js';
import { Ticks } from '../../platform/jobs/ticks.js';
import { Log } from '../../platform/logging/log.js';
import { runForTenant } from '../../platform/mongo/request-context.js';
import type { AgentImportDocument } from './agent-import.schema.js';
import { AgentImportsRepository } from './agent-imports.repository.js';

/** A repeat is told what came of the first request for so long. */
const REMEMBERED_MS = DAY;
/** A run that stored nothing for a minute (and this of the wall) has died with its node. */
const ABANDONED_WALL_MS = 30_000;

const sha256 = (...words: readonly string[]): string =>
  createHash('sha256').update(words.join('\n')).digest('hex');

/**
 * Who may run an import that has an `Idempotency-Key`. Its answer is too long for the store of other
 * routes, and an import that its node did not live to end goes on where it stopped.
 */
@Injectable()
export class ImportClaims implements OnApplicationBootstrap {
  constructor(
    private readonly repository: AgentImportsRepository,
    private readonly ticks: Ticks,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.ticks.start({
      name: 'import-cleanup',
      everyMs: HOUR,
      atLeastWallMs: MINUTE,
      run: () => this.cleanUp(),
    });
  }

  /**
   * The import of this key: done already, or from now on ours to run.
   * @throws CommonErrors.IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS
   */
  async claim(me: Principal, key: string, hash: string): Promise<AgentImportDocument> {
    const now = this.clock.date();
    const runner = this.ids.next();
    const { clientId } = me;
    const _id = sha256(clientId, accountOf(me), key);
    const fresh: AgentImportDocument = {
      _id,
      clientId,
      hash,
      state: 'at_work',
      runner,
      startedAt: now,
      aliveAt: now,
    };
    const earlier = await this.repository.insertOrFind(fresh);
    if (!earlier) return fresh;
    if (now.getTime() - earlier.startedAt.getTime() > REMEMBERED_MS) {
      await this.repository.delete(earlier);
      return await this.claim(me, key, hash);
    }
    if (earlier.hash !== hash) throw CommonErrors.IDEMPOTENCY_KEY_REUSED();
    if (earlier.state === 'done') return earlier;
    const abandonedMs = Math.max(MINUTE, this.clock.fromWallMs(ABANDONED_WALL_MS));
    const isAbandoned = now.getTime() - earlier.aliveAt.getTime() > abandonedMs;
    if (!isAbandoned || !(await this.repository.takeOver(earlier, runner, now))) {
      throw CommonErrors.IDEMPOTENCY_IN_PROGRESS({ retryAfterSeconds: 5 });
    }
    return { ...earlier, runner, aliveAt: now };
  }

  private async cleanUp(): Promise<void> {
    const before = new Date(this.clock.now() - REMEMBERED_MS);
    const old = await this.repository.listBefore(before);
    for (const { _id, clientId } of old) {
      await runForTenant(clientId, this.ids.next(), () =>
        this.repository.delete({ _id, clientId }),
      );
    }
    this.log.info('imports forgotten', { imports: old.length });
  }
}
