import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { Log } from '../../platform/logging/log.js';
import { isDuplicateKey } from '../../platform/mongo/documents.js';
import {
  admission,
  afterFailure,
  afterSuccess,
  CLOSED,
  onTrial,
  stateOf,
  type Admission,
  type Breaker,
  type BreakerState,
} from './breaker.domain.js';

/** Of an account at the telephone company, which several tenants may share: it has no tenant. */
interface BreakerDocument extends Breaker {
  readonly _id: string;
  readonly version: number;
}

const ATTEMPTS = 20;

/** The breaker of each account; its state is in MongoDB, so that all nodes see the same. */
@Injectable()
export class Breakers {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** May a call be placed now? Whoever gets `trial` must tell what came of it. */
  async admit(account: string): Promise<Admission> {
    for (let attempt = 1; ; attempt += 1) {
      const stored = await this.find(account);
      const now = this.clock.now();
      const admitted = admission(stored, now);
      if (admitted.kind !== 'trial') return admitted;
      if (await this.replace(stored, onTrial(stored, now))) return admitted;
      if (attempt === ATTEMPTS) return { kind: 'wait', waitMs: 1000 };
    }
  }

  /** Would a call be let through? Takes nothing. */
  async look(account: string): Promise<Admission> {
    return admission(await this.find(account), this.clock.now());
  }

  async stateOf(account: string): Promise<BreakerState> {
    return stateOf(await this.find(account), this.clock.now());
  }

  /** What came of a call that was let through. */
  async report(account: string, outcome: 'answered' | 'failed', isTrial: boolean): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const before = await this.find(account);
      const now = this.clock.now();
      const after =
        outcome === 'answered' ? afterSuccess(before, isTrial) : afterFailure(before, isTrial, now);
      const isSame = after === before || (after === CLOSED && before.failures === 0);
      if (isSame || (await this.replace(before, after))) return this.tell(account, before, after);
    }
  }

  private tell(account: string, before: Breaker, after: Breaker): void {
    if ((before.openedAt === null) === (after.openedAt === null)) return;
    const what = after.openedAt === null ? 'closed' : 'opened';
    this.log.warn(`breaker ${what}`, { account, failures: after.failures });
  }

  private async find(account: string): Promise<BreakerDocument> {
    const stored = await this.collection().findOne({ _id: account });
    return stored ?? { _id: account, version: 0, ...CLOSED };
  }

  /** False when another node was faster. */
  private async replace({ _id, version }: BreakerDocument, after: Breaker): Promise<boolean> {
    const { failures, openedAt, trialUntil } = after;
    try {
      const { matchedCount, upsertedCount } = await this.collection().updateOne(
        { _id, version },
        { $set: { failures, openedAt, trialUntil }, $inc: { version: 1 } },
        { upsert: version === 0 },
      );
      return matchedCount + upsertedCount > 0;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  private collection() {
    return this.connection.collection<BreakerDocument>('provider_breakers');
  }
}
