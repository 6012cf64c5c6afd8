import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { asCallLogId } from '../../common/ids.js';
import { pageRequest } from '../../common/page.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { AnswerAs, withStatistics } from '../../platform/http/envelope.interceptor.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { Looked } from '../analytics-audit/looked.decorator.js';
import { judgedCalls } from '../quality/judged-calls.js';
import {
  CreateSatisfactionDto,
  ListSatisfactionQuery,
  SatisfactionDto,
} from './satisfaction.dto.js';
import { SatisfactionService } from './satisfaction.service.js';

@ApiTags('analytics')
@ApiBearerAuth()
@Controller('api/analytics/satisfaction')
export class SatisfactionController {
  constructor(private readonly satisfaction: SatisfactionService) {}

  /**
   * What customers said of calls, the newest day first; `statistics` has mean, median and 90th
   * percentile of all answers that match.
   */
  @Get()
  @Can('analytics:read')
  @Looked('satisfaction')
  @AnswerAs('raw')
  @AnswersPage(SatisfactionDto)
  async listSatisfaction(
    @Me() me: Principal,
    @Query() query: ListSatisfactionQuery,
  ): Promise<object> {
    const filter = { ...judgedCalls(query), source: query.source };
    const page = pageRequest(query.page, query.limit);
    return withStatistics(await this.satisfaction.list(me.clientId, filter, query, page));
  }

  /** Enters what a customer said of a call, once for each. */
  @Post()
  @Can('analytics:write')
  @Idempotent()
  @Fails('CALL_NOT_FOUND', 'CALL_NOT_ANSWERED', 'SATISFACTION_EXISTS')
  async addSatisfaction(
    @Me() me: Principal,
    @Body() { callLogId, csat, nps, comment }: CreateSatisfactionDto,
  ): Promise<SatisfactionDto> {
    const answer = { callLogId: asCallLogId(callLogId), csat, nps, comment };
    return await this.satisfaction.add(me.clientId, answer, me.agentId);
  }
}
