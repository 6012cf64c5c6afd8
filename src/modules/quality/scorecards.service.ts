import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { CommonErrors } from '../../common/errors.js';
import type { AgentId, TenantId } from '../../common/ids.js';
import { mustMatch } from '../../platform/http/if-match.js';
import { isDuplicateKey } from '../../platform/mongo/documents.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { QualityErrors } from './quality.errors.js';
import { problemsIn, STANDARD, type Scorecard, type ScorecardSet } from './scorecard.domain.js';
import { ScorecardsRepository } from './scorecards.repository.js';

/** What calls are scored by, each version of it. */
@Injectable()
export class Scorecards {
  constructor(
    private readonly repository: ScorecardsRepository,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws QualityErrors.SCORECARD_NOT_FOUND for a version that never was */
  async get(clientId: TenantId, version: number | null = null): Promise<ScorecardSet> {
    if (version === STANDARD.version) return STANDARD;
    const stored = await this.repository.find(clientId, version);
    if (stored) return { version: stored.version, scorecards: stored.scorecards };
    if (version === null) return STANDARD;
    throw QualityErrors.SCORECARD_NOT_FOUND();
  }

  /**
   * One of the present scorecards; the first where none is named.
   * @throws QualityErrors.SCORECARD_NOT_FOUND
   */
  async named(
    clientId: TenantId,
    name: string | undefined,
  ): Promise<{ readonly card: Scorecard; readonly version: number }> {
    const { version, scorecards } = await this.get(clientId);
    const key = name?.toLowerCase();
    const card = scorecards.find((one) => key === undefined || one.name.toLowerCase() === key);
    if (!card) throw QualityErrors.SCORECARD_NOT_FOUND();
    return { card, version };
  }

  /**
   * Sets all of them: the next version. Scores that were given keep theirs.
   * @throws CommonErrors.VALIDATION_ERROR, VERSION_CONFLICT also when another change came first
   */
  async replace(
    clientId: TenantId,
    scorecards: readonly Scorecard[],
    expected: number | null,
    createdBy: AgentId,
  ): Promise<ScorecardSet> {
    const details = problemsIn(scorecards);
    if (details.length > 0) throw CommonErrors.VALIDATION_ERROR({ details });
    try {
      return await this.transactions.run(async (session) => {
        const before = await this.repository.find(clientId, null, session);
        const last = before?.version ?? STANDARD.version;
        mustMatch(expected, last);
        const version = last + 1;
        await this.repository.insert(session, {
          _id: `${clientId}:${version}`,
          clientId,
          version,
          scorecards: scorecards.map(plain),
          createdBy,
          createdAt: this.clock.date(),
        });
        return { version, scorecards };
      });
    } catch (error) {
      throw isDuplicateKey(error) ? CommonErrors.VERSION_CONFLICT() : error;
    }
  }
}

/** Only the fields, whatever class they came in. */
const plain = ({ name, items }: Scorecard): Scorecard => ({
  name,
  items: items.map(({ name: item, weight, isCritical }) => ({ name: item, weight, isCritical })),
});
