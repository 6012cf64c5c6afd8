import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { AgentId, CallLogId, TenantId } from '../../common/ids.js';
import type { PageRequest } from '../../common/page.js';
import { periodOf } from '../../common/period.js';
import { spreadOfCounts } from '../../common/statistics.js';
import { dayOf } from '../../common/time.js';
import { isDuplicateKey } from '../../platform/mongo/documents.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { CallsService } from '../calls/calls.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { QualityErrors } from './quality.errors.js';
import type { ScoreFilter } from './quality.types.js';
import { QualityScores, type QualityScore } from './quality-scores.service.js';
import type { ItemScore } from './scorecard.domain.js';
import { Scorecards } from './scorecards.service.js';

/** What somebody says of a call that it heard. */
export interface NewQualityScore {
  readonly callLogId: CallLogId;
  /** Name of a scorecard; the first one where it is left out. */
  readonly scorecard?: string | undefined;
  readonly items: readonly ItemScore[];
  readonly comment?: string | null | undefined;
}

interface AskedDays {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Scores calls. */
@Injectable()
export class QualityService {
  constructor(
    private readonly scores: QualityScores,
    private readonly scorecards: Scorecards,
    private readonly calls: CallsService,
    private readonly settings: SettingsService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Scores of the calls of some days, and how all of them are spread. */
  async list(clientId: TenantId, filter: ScoreFilter, asked: AskedDays, page: PageRequest) {
    const { timezone } = await this.settings.of(clientId);
    const period = periodOf(asked, dayOf(this.clock.now(), timezone));
    const [found, counts] = await Promise.all([
      this.scores.list(clientId, filter, period, page),
      this.scores.counts(clientId, filter, period),
    ]);
    const score = spreadOfCounts(counts.map((row) => [row.score, row.count]));
    return { ...found, statistics: { ...period, timezone, score } };
  }

  /**
   * Scores a call once. The score and its being new to the figures are one transaction.
   * @throws CallErrors.CALL_NOT_FOUND, CALL_NOT_ANSWERED, QualityErrors.SCORECARD_NOT_FOUND,
   *   QUALITY_SCORE_EXISTS, CommonErrors.VALIDATION_ERROR
   */
  async add(clientId: TenantId, given: NewQualityScore, agentId: AgentId): Promise<QualityScore> {
    const [{ timezone }, scorecard] = await Promise.all([
      this.settings.of(clientId),
      this.scorecards.named(clientId, given.scorecard),
    ]);
    try {
      return await this.transactions.run(async (session) => {
        const call = await this.calls.judge(session, clientId, given.callLogId);
        const { _id: callLogId, teamId, sector, channelId, receivedAt } = call;
        const day = dayOf(receivedAt.getTime(), timezone);
        return await this.scores.add(
          session,
          { clientId, callLogId, agentId: call.agentId, teamId, sector, channelId, day },
          { items: given.items, comment: given.comment ?? null },
          { ...scorecard, agentId },
        );
      });
    } catch (error) {
      throw isDuplicateKey(error) ? QualityErrors.QUALITY_SCORE_EXISTS() : error;
    }
  }
}
