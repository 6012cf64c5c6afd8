import { Body, Controller, Get, Post, Put, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { asCallLogId } from '../../common/ids.js';
import { pageRequest } from '../../common/page.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { AnswerAs, withStatistics } from '../../platform/http/envelope.interceptor.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { eTag, IfMatch } from '../../platform/http/if-match.js';
import { Looked } from '../analytics-audit/looked.decorator.js';
import {
  CreateQualityScoreDto,
  ListQualityQuery,
  QualityScoreDto,
  ReplaceScorecardsDto,
  ScorecardSetDto,
  ScorecardsQuery,
} from './quality.dto.js';
import { judgedCalls } from './judged-calls.js';
import { QualityService } from './quality.service.js';
import { Scorecards } from './scorecards.service.js';

interface Reply {
  header(name: string, value: string): unknown;
}

@ApiTags('analytics')
@ApiBearerAuth()
@Controller('api/analytics')
export class QualityController {
  constructor(
    private readonly quality: QualityService,
    private readonly scorecards: Scorecards,
  ) {}

  /** What calls are scored by: the present version or an earlier one; the `ETag` is the version. */
  @Get('scorecards')
  @Can('analytics:read')
  @Fails('SCORECARD_NOT_FOUND')
  async getScorecards(
    @Me() me: Principal,
    @Query() { version }: ScorecardsQuery,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ScorecardSetDto> {
    const set = await this.scorecards.get(me.clientId, version ?? null);
    reply.header('ETag', eTag(set.version));
    return set;
  }

  /** Sets all scorecards: a new version. Scores that were given keep theirs. */
  @Put('scorecards')
  @Can('analytics:write')
  @Fails('VERSION_CONFLICT')
  async replaceScorecards(
    @Me() me: Principal,
    @Body() { scorecards }: ReplaceScorecardsDto,
    @IfMatch() expected: number | null,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ScorecardSetDto> {
    const set = await this.scorecards.replace(me.clientId, scorecards, expected, me.agentId);
    reply.header('ETag', eTag(set.version));
    return set;
  }

  /**
   * Scores of calls, the newest day first; `statistics.score` has mean, median and 90th percentile of
   * all that match.
   */
  @Get('calls/quality')
  @Can('analytics:read')
  @Looked('quality')
  @AnswerAs('raw')
  @AnswersPage(QualityScoreDto)
  async listQualityScores(@Me() me: Principal, @Query() query: ListQualityQuery): Promise<object> {
    const { page, limit } = query;
    const filter = { ...judgedCalls(query), scorecard: query.scorecard };
    return withStatistics(
      await this.quality.list(me.clientId, filter, query, pageRequest(page, limit)),
    );
  }

  /** Scores a call, once. */
  @Post('calls/quality')
  @Can('analytics:write')
  @Idempotent()
  @Fails('CALL_NOT_FOUND', 'CALL_NOT_ANSWERED', 'SCORECARD_NOT_FOUND', 'QUALITY_SCORE_EXISTS')
  async addQualityScore(
    @Me() me: Principal,
    @Body() { callLogId, scorecard, items, comment }: CreateQualityScoreDto,
  ): Promise<QualityScoreDto> {
    const given = { callLogId: asCallLogId(callLogId), scorecard, items, comment };
    return await this.quality.add(me.clientId, given, me.agentId);
  }
}
