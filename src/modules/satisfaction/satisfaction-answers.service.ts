import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { CallLogId, TenantId } from '../../common/ids.js';
import type { Period } from '../../common/period.js';
import { SatisfactionRepository } from './satisfaction.repository.js';
import type { AnswerCount, AnswerFilter, CallAnswer } from './satisfaction.types.js';

/** What customers said of calls, for figures. */
@Injectable()
export class SatisfactionAnswers {
  constructor(private readonly repository: SatisfactionRepository) {}

  /** How often each answer was given, by day, agent, team and channel. */
  async counts(
    clientId: TenantId,
    filter: AnswerFilter,
    period: Period,
  ): Promise<readonly AnswerCount[]> {
    return await this.repository.counts(clientId, filter, period);
  }

  /** The answers to these calls, as the session sees them. */
  async ofCalls(
    session: ClientSession,
    clientId: TenantId,
    callLogIds: readonly CallLogId[],
  ): Promise<ReadonlyMap<CallLogId, CallAnswer>> {
    return callLogIds.length === 0
      ? new Map()
      : await this.repository.ofCalls(session, clientId, callLogIds);
  }

  /** For the recount: all of them. */
  async ofAllCalls(
    session: ClientSession,
    clientId: TenantId,
  ): Promise<ReadonlyMap<CallLogId, CallAnswer>> {
    return await this.repository.ofCalls(session, clientId, null);
  }
}
