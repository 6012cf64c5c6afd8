import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { CommonErrors } from '../../common/errors.js';
import { Ids, type AgentId, type CallLogId, type TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import type { Period } from '../../common/period.js';
import { QualityScoresRepository } from './quality-scores.repository.js';
import type { ItemMean, ScoreCount, ScoreFilter } from './quality.types.js';
import type { QualityScoreDocument } from './quality-score.schema.js';
import { problemsOf, scoreOf, type ItemScore, type Scorecard } from './scorecard.domain.js';

/** A score as others see it. */
export type QualityScore = Omit<QualityScoreDocument, '_id' | 'clientId'> & { readonly id: string };

/** A call that is scored. */
export type ScoredCall = Pick<
  QualityScoreDocument,
  'clientId' | 'callLogId' | 'agentId' | 'teamId' | 'sector' | 'channelId' | 'day'
>;

/** The scores of calls: given once for each. */
@Injectable()
export class QualityScores {
  constructor(
    private readonly repository: QualityScoresRepository,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores the score of a call in the caller's transaction.
   * @throws CommonErrors.VALIDATION_ERROR; MongoDB's duplicate key for a second one
   */
  async add(
    session: ClientSession,
    call: ScoredCall,
    given: { readonly items: readonly ItemScore[]; readonly comment: string | null },
    by: { readonly card: Scorecard; readonly version: number; readonly agentId: AgentId },
  ): Promise<QualityScore> {
    const items = given.items.map(({ name, score }) => ({ name, score }));
    const details = problemsOf(by.card, items);
    if (details.length > 0) throw CommonErrors.VALIDATION_ERROR({ details });
    const document: QualityScoreDocument = {
      _id: this.ids.next(),
      ...call,
      scorecard: by.card.name,
      scorecardVersion: by.version,
      items,
      ...scoreOf(by.card, items),
      comment: given.comment,
      scoredBy: by.agentId,
      createdAt: this.clock.date(),
    };
    await this.repository.insert(session, document);
    return toScore(document);
  }

  async list(
    clientId: TenantId,
    filter: ScoreFilter,
    period: Period,
    page: PageRequest,
  ): Promise<Page<QualityScore>> {
    const found = await this.repository.list(clientId, filter, period, page);
    return { ...found, items: found.items.map(toScore) };
  }

  /** How often each score was given, by day, agent, team and scorecard. */
  async counts(
    clientId: TenantId,
    filter: ScoreFilter,
    period: Period,
  ): Promise<readonly ScoreCount[]> {
    return await this.repository.counts(clientId, filter, period);
  }

  async items(
    clientId: TenantId,
    filter: ScoreFilter,
    period: Period,
  ): Promise<readonly ItemMean[]> {
    return await this.repository.items(clientId, filter, period);
  }

  /** For the figures: the scores of these calls, as the session sees them. */
  async ofCalls(
    session: ClientSession,
    clientId: TenantId,
    callLogIds: readonly CallLogId[],
  ): Promise<ReadonlyMap<CallLogId, number>> {
    return callLogIds.length === 0
      ? new Map()
      : await this.repository.ofCalls(session, clientId, callLogIds);
  }

  /** For the recount: all of them. */
  async ofAllCalls(
    session: ClientSession,
    clientId: TenantId,
  ): Promise<ReadonlyMap<CallLogId, number>> {
    return await this.repository.ofCalls(session, clientId, null);
  }
}

function toScore(document: QualityScoreDocument): QualityScore {
  const { _id: id, clientId: _, ...rest } = document;
  return { id, ...rest };
}
