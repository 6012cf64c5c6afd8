import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession, Connection } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { currentContext } from './request-context.js';

/** The work took longer than its caller waits: what it decided must not happen behind its back. */
export class AnsweredMeanwhileError extends Error {
  constructor() {
    super('the caller has been answered meanwhile');
  }
}

/**
 * One transaction, majority and journaled. The work may run more than once (write conflicts, a new
 * primary), so it must change nothing but the database through `session`.
 * @throws AnsweredMeanwhileError when whoever asked was told something else by then
 */
@Injectable()
export class Transactions {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly clock: Clock,
  ) {}

  async run<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
    const session = await this.connection.startSession();
    try {
      const inTime = async (): Promise<T> => {
        this.mustBeAwaited();
        const result = await work(session);
        this.mustBeAwaited();
        return result;
      };
      return await session.withTransaction(inTime, {
        readConcern: { level: 'snapshot' },
        writeConcern: { w: 'majority', journal: true },
        maxCommitTimeMS: 10_000,
      });
    } finally {
      await session.endSession();
    }
  }

  private mustBeAwaited(): void {
    const answerBy = currentContext()?.answerBy;
    if (answerBy !== undefined && this.clock.monotonicMs() > answerBy) {
      throw new AnsweredMeanwhileError();
    }
  }
}
