import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { AnswerAs, envelope } from '../../platform/http/envelope.interceptor.js';
import { Looked } from '../analytics-audit/looked.decorator.js';
import { judgedCalls } from '../quality/judged-calls.js';
import { JudgedCallsQuery } from '../quality/quality.dto.js';
import { DaySatisfactionDto, QualitySummaryDto, SatisfactionSummaryDto } from './voice.dto.js';
import { VoiceService } from './voice.service.js';

@ApiTags('analytics')
@ApiBearerAuth()
@Controller('api/analytics')
export class VoiceController {
  constructor(private readonly voice: VoiceService) {}

  /** How well calls were scored: in all, by agent, team, scorecard and item. */
  @Get('calls/quality/summary')
  @Can('analytics:read')
  @Looked('quality.summary')
  async getQualitySummary(
    @Me() me: Principal,
    @Query() query: JudgedCallsQuery,
  ): Promise<QualitySummaryDto> {
    return await this.voice.quality(me.clientId, asked(query));
  }

  /** What customers said: CSAT and NPS in all, by agent, team and channel. */
  @Get('satisfaction/summary')
  @Can('analytics:read')
  @Looked('satisfaction.summary')
  async getSatisfactionSummary(
    @Me() me: Principal,
    @Query() query: JudgedCallsQuery,
  ): Promise<SatisfactionSummaryDto> {
    return await this.voice.satisfaction(me.clientId, asked(query));
  }

  /**
   * CSAT and NPS day by day, the oldest first; `statistics` has those of the whole period and of as
   * many days before.
   */
  @Get('satisfaction/trends')
  @Can('analytics:read')
  @Looked('satisfaction.trends')
  @AnswerAs('raw')
  @ApiOkResponse({ type: [DaySatisfactionDto] })
  async listSatisfactionTrends(
    @Me() me: Principal,
    @Query() query: JudgedCallsQuery,
  ): Promise<object> {
    const { items, statistics } = await this.voice.trends(me.clientId, asked(query));
    return { ...(envelope(items, 'envelope') as object), statistics };
  }
}

function asked(query: JudgedCallsQuery) {
  const { from, to } = query;
  return { from, to, calls: judgedCalls(query) };
}
