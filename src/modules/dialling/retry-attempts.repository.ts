import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { CallLogId, TenantId } from '../../common/ids.js';
import { insert } from '../../platform/mongo/documents.js';
import type { RetryAttempt } from './retry-attempt.schema.js';

@Injectable()
export class RetryAttemptsRepository {
  constructor(@InjectModel('RetryAttempt') private readonly attempts: Model<RetryAttempt>) {}

  /** @throws a duplicate key where this attempt was made already */
  async insert(session: ClientSession, attempt: RetryAttempt): Promise<void> {
    await insert(this.attempts, [attempt], session);
  }

  async exists(
    session: ClientSession,
    clientId: TenantId,
    originalCallLogId: CallLogId,
    attemptNumber: number,
  ): Promise<boolean> {
    const found = await this.attempts
      .findOne({ clientId, originalCallLogId, attemptNumber })
      .select({ _id: 1 })
      .session(session)
      .lean();
    return found !== null;
  }

  /** The call that was this attempt is over. */
  async close(
    session: ClientSession,
    clientId: TenantId,
    callLogId: CallLogId,
    status: 'done' | 'canceled',
  ): Promise<void> {
    await this.attempts.updateOne({ clientId, callLogId }, { $set: { status } }, { session });
  }
}
