import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { CommonErrors } from '../../common/errors.js';
import { Ids, type AgentId, type CallLogId, type TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { periodOf } from '../../common/period.js';
import { spreadOfCounts, type Spread } from '../../common/statistics.js';
import { dayOf } from '../../common/time.js';
import { isDuplicateKey } from '../../platform/mongo/documents.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { CallsService, type AnsweredCall } from '../calls/calls.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { SatisfactionErrors } from './satisfaction.errors.js';
import { SatisfactionRepository } from './satisfaction.repository.js';
import type { SatisfactionDocument } from './satisfaction.schema.js';
import type { AnswerFilter, CallAnswer } from './satisfaction.types.js';

/** An answer as others see it. */
export type SatisfactionAnswer = Omit<SatisfactionDocument, '_id' | 'clientId'> & {
  readonly id: string;
};

/** What a customer said; one of both at least. */
export interface NewAnswer {
  readonly callLogId: CallLogId;
  readonly csat?: number | null | undefined;
  readonly nps?: number | null | undefined;
  readonly comment?: string | null | undefined;
}

interface AskedDays {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface AnswersPage extends Page<SatisfactionAnswer> {
  readonly statistics: {
    readonly from: string;
    readonly to: string;
    readonly timezone: string;
    readonly csat: Spread;
    readonly nps: Spread;
  };
}

/** Takes in what customers say of calls. */
@Injectable()
export class SatisfactionService {
  constructor(
    private readonly repository: SatisfactionRepository,
    private readonly calls: CallsService,
    private readonly settings: SettingsService,
    private readonly transactions: Transactions,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores an answer that somebody entered, once for a call; that it is new to the figures is part of
   * the same transaction.
   * @throws CallErrors.CALL_NOT_FOUND, CALL_NOT_ANSWERED, SatisfactionErrors.SATISFACTION_EXISTS,
   *   CommonErrors.VALIDATION_ERROR when it says nothing
   */
  async add(
    clientId: TenantId,
    answer: NewAnswer,
    enteredBy: AgentId,
  ): Promise<SatisfactionAnswer> {
    if ((answer.csat ?? answer.nps ?? null) === null) {
      throw CommonErrors.VALIDATION_ERROR({
        details: [{ field: 'csat', message: 'or nps must be given' }],
      });
    }
    try {
      return await this.transactions.run(async (session) => {
        const call = await this.calls.judge(session, clientId, answer.callLogId);
        return await this.store(session, call, answer, enteredBy);
      });
    } catch (error) {
      throw isDuplicateKey(error) ? SatisfactionErrors.SATISFACTION_EXISTS() : error;
    }
  }

  /**
   * Stores what a customer keyed in at the end of its call. The first key counts: the same news again
   * changes nothing.
   * @returns false for a call that nobody answered
   */
  async keyIn(clientId: TenantId, callLogId: CallLogId, said: CallAnswer): Promise<boolean> {
    try {
      return await this.transactions.run(async (session) => {
        const call = await this.calls.answered(session, clientId, callLogId);
        if (!call) return false;
        const known = await this.repository.complete(session, clientId, callLogId, said);
        if (!known) await this.store(session, call, { callLogId, ...said }, null);
        return true;
      });
    } catch (error) {
      if (isDuplicateKey(error)) return true;
      throw error;
    }
  }

  /** Answers to the calls of some days, and how all of them are spread. */
  async list(
    clientId: TenantId,
    filter: AnswerFilter,
    asked: AskedDays,
    page: PageRequest,
  ): Promise<AnswersPage> {
    const { timezone } = await this.settings.of(clientId);
    const period = periodOf(asked, dayOf(this.clock.now(), timezone));
    const [found, counts] = await Promise.all([
      this.repository.list(clientId, filter, period, page),
      this.repository.counts(clientId, filter, period),
    ]);
    const spread = (of: 'csat' | 'nps') =>
      spreadOfCounts(
        counts.flatMap((row) => {
          const value = row[of] ?? null;
          return value === null ? [] : [[value, row.count] as const];
        }),
      );
    const statistics = { ...period, timezone, csat: spread('csat'), nps: spread('nps') };
    return { ...found, items: found.items.map(toAnswer), statistics };
  }

  private async store(
    session: ClientSession,
    { clientId, agentId, teamId, sector, channelId, receivedAt }: AnsweredCall,
    { callLogId, csat, nps, comment }: NewAnswer,
    enteredBy: AgentId | null,
  ): Promise<SatisfactionAnswer> {
    const { timezone } = await this.settings.of(clientId);
    const document: SatisfactionDocument = {
      _id: this.ids.next(),
      clientId,
      callLogId,
      agentId,
      teamId,
      sector,
      channelId,
      day: dayOf(receivedAt.getTime(), timezone),
      csat: csat ?? null,
      nps: nps ?? null,
      comment: comment ?? null,
      source: enteredBy === null ? 'keypad' : 'api',
      enteredBy,
      createdAt: this.clock.date(),
    };
    await this.repository.insert(session, document);
    return toAnswer(document);
  }
}

function toAnswer(document: SatisfactionDocument): SatisfactionAnswer {
  const { _id: id, clientId: _, ...rest } = document;
  return { id, ...rest };
}
