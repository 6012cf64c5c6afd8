import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { SYSTEM } from '../../platform/mongo/tenant.plugin.js';
import type { SignInAttemptsDocument } from './auth.schema.js';

/** So many failures within the window lock the account for the same time. */
export interface LockRule {
  readonly failures: number;
  readonly windowMs: number;
  readonly lockMs: number;
}

@Injectable()
export class SignInAttemptsRepository {
  constructor(
    @InjectModel('SignInAttempts') private readonly attempts: Model<SignInAttemptsDocument>,
  ) {}

  async lockedUntil(account: string): Promise<Date | null> {
    const stored = await this.attempts
      .findOne({ _id: account })
      .select({ lockedUntil: 1 })
      .setOptions(SYSTEM)
      .lean<Pick<SignInAttemptsDocument, 'lockedUntil'>>();
    return stored?.lockedUntil ?? null;
  }

  /** Counts a failure and locks when it was one too many, in one write. */
  async addFailure(account: string, now: Date, rule: LockRule): Promise<void> {
    const since = new Date(now.getTime() - rule.windowMs);
    const until = new Date(now.getTime() + rule.lockMs);
    const recent = {
      $filter: { input: { $ifNull: ['$failures', []] }, cond: { $gt: ['$$this', since] } },
    };
    const isOneTooMany = { $gte: [{ $size: '$failures' }, rule.failures] };
    await this.attempts.collection.updateOne(
      { _id: account as never },
      [
        { $set: { failures: { $slice: [{ $concatArrays: [recent, [now]] }, -rule.failures] } } },
        {
          $set: {
            lockedUntil: { $cond: [isOneTooMany, until, { $ifNull: ['$lockedUntil', null] }] },
            updatedAt: now,
          },
        },
      ],
      { upsert: true },
    );
  }

  async forget(account: string): Promise<void> {
    await this.attempts.deleteOne({ _id: account }).setOptions(SYSTEM);
  }

  async deleteOld(before: Date): Promise<number> {
    const result = await this.attempts
      .deleteMany({ updatedAt: { $lt: before } })
      .setOptions(SYSTEM);
    return result.deletedCount;
  }
}
