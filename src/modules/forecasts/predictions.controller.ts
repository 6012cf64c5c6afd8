import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { asAgentId } from '../../common/ids.js';
import { pageRequest, type Page } from '../../common/page.js';
import { AnswersList, AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { AnswerAs, envelope } from '../../platform/http/envelope.interceptor.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { RateLimit } from '../../platform/http/rate-limit.js';
import { Looked } from '../analytics-audit/looked.decorator.js';
import {
  AccuracyQuery,
  AgentOutlookDto,
  AgentOutlookQuery,
  ForecastQuery,
  QuarterForecastDto,
  QuarterStaffingDto,
  RefreshedDto,
  ScoredForecastDto,
  StaffingQuery,
} from './predictions.dto.js';
import { PredictionsService } from './predictions.service.js';

@ApiTags('predictions')
@ApiBearerAuth()
@Controller('api/predictions')
export class PredictionsController {
  constructor(private readonly predictions: PredictionsService) {}

  /**
   * The calls of the next 14 days by quarter of an hour, with bands that hold 80 % and 95 %. Days off
   * are left out. Made once a day, shortly after midnight in the company's zone; `statistics` says
   * when and by which method. Several methods are tried on the company's own past: it is cut at ten
   * places, each method learns what was before and is measured on the ten days after. The best is
   * used, and none that is worse than the same weekday of the week before (`seasonal_naive`). With
   * fewer than 21 days of calls nothing is said (`state` is `too_little_history`).
   */
  @Get('volume')
  @Looked('predictions.volume')
  @Can('analytics:read')
  @AnswerAs('raw')
  @AnswersList(QuarterForecastDto)
  async getVolumeForecast(@Me() me: Principal, @Query() query: ForecastQuery): Promise<object> {
    return withStatistics(await this.predictions.volume(me.clientId, query));
  }

  /**
   * The agents that each quarter of an hour needs for the service level, by the expected calls and the
   * handle time of the last 28 days. Erlang C: nobody gives up. Erlang A: callers give up by the
   * patience that was measured, all seconds of waiting ÷ abandoned calls. Breaks and absence are not
   * in it.
   */
  @Get('staffing')
  @Looked('predictions.staffing')
  @Can('analytics:read')
  @AnswerAs('raw')
  @AnswersList(QuarterStaffingDto)
  async getStaffingForecast(@Me() me: Principal, @Query() query: StaffingQuery): Promise<object> {
    return withStatistics(await this.predictions.staffing(me.clientId, query));
  }

  /**
   * What is expected of each agent in the next 14 days, by its answered calls of the last 28, drawn
   * towards the mean of all agents as by 20 calls; the intervals hold 95 %, if it has as many calls as
   * before. Agents without a call are left out. `statistics.accuracy` says how right the newest
   * forecast was whose 14 days are over, for handle times and success rates: `wape` = Σ calls ·
   * |actual − expected| ÷ Σ calls · actual over its agents, and `coverage95`, the share of agents within
   * the interval; null before there is one.
   */
  @Get('agent-performance')
  @Looked('predictions.agents')
  @Can('analytics:read')
  @AnswerAs('raw')
  @AnswersPage(AgentOutlookDto)
  async listAgentForecasts(
    @Me() me: Principal,
    @Query() { agent, page, limit }: AgentOutlookQuery,
  ): Promise<object> {
    const agentId = agent === undefined ? undefined : asAgentId(agent);
    return pageWithStatistics(
      await this.predictions.agentPerformance(me.clientId, agentId, pageRequest(page, limit)),
    );
  }

  /**
   * How right the forecasts were that were made in a period (the last 30 days unless the question says
   * otherwise), the newest first; `statistics` has the means over all of them.
   */
  @Get('accuracy')
  @Looked('predictions.accuracy')
  @Can('analytics:read')
  @AnswerAs('raw')
  @AnswersPage(ScoredForecastDto)
  async listForecastAccuracy(
    @Me() me: Principal,
    @Query() { page, limit, ...asked }: AccuracyQuery,
  ): Promise<object> {
    const found = await this.predictions.accuracy(me.clientId, asked, pageRequest(page, limit));
    const items = found.items.map(({ madeOn, lastDay, madeAt, scoredTo, method, accuracy }) => ({
      madeOn,
      lastDay,
      madeAt,
      scoredTo,
      method,
      accuracy,
    }));
    return pageWithStatistics({ ...found, items });
  }

  /**
   * Makes the forecasts anew, as the daily run does. Answers how it went; a run of more than ten
   * seconds goes on (`isDone` is false).
   */
  @Post('refresh')
  @HttpCode(202)
  @Can('analytics:write')
  @Idempotent()
  @RateLimit({ name: 'predictions-refresh', points: 10, seconds: 60 })
  @Fails('JOB_RUNNING', 'RATE_LIMITED')
  async refreshForecasts(@Me() me: Principal): Promise<RefreshedDto> {
    return await this.predictions.refresh(me.clientId);
  }
}

function withStatistics(found: {
  readonly items: readonly unknown[];
  readonly statistics: unknown;
}): object {
  return { ...(envelope(found.items, 'envelope') as object), statistics: found.statistics };
}

function pageWithStatistics(found: Page<unknown> & { readonly statistics: unknown }): object {
  return { ...(envelope(found, 'envelope') as object), statistics: found.statistics };
}
