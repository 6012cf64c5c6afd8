import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CommonErrors } from '../../common/errors.js';
import { asAgentId } from '../../common/ids.js';
import { pageRequest } from '../../common/page.js';
import { AnswersPage } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import type { JsonText } from '../../platform/http/json-text.js';
import { Looked } from '../analytics-audit/looked.decorator.js';
import { AnalyticsCache } from '../analytics-cache/analytics-cache.service.js';
import {
  CostsQuery,
  MoneyQuery,
  RevenueSummaryDto,
  RoiQuery,
  SubjectMoneyDto,
} from './revenue.dto.js';
import { RevenueService, type AskedMoney } from './revenue.service.js';

@ApiTags('analytics')
@ApiBearerAuth()
@Controller('api/analytics/revenue')
export class RevenueController {
  constructor(
    private readonly revenue: RevenueService,
    private readonly cache: AnalyticsCache,
  ) {}

  /** What calls cost and brought, in all and by day, beside as many days before. */
  @Get('summary')
  @Can('analytics:read')
  @Looked('revenue.summary')
  @ApiOkResponse({ type: RevenueSummaryDto })
  async getRevenueSummary(
    @Me() { clientId }: Principal,
    @Query() query: MoneyQuery,
  ): Promise<JsonText> {
    return await this.cache.one(clientId, 'revenue', query, () =>
      this.revenue.summary(clientId, asked(query)),
    );
  }

  /**
   * Costs by agent, channel, campaign or day, the dearest first (days in their order), or call by
   * call, the newest first: then each has `callLogId`, `receivedAt`, `direction`, `agentId`,
   * `channelId`, `campaignId` and `currency` instead of `subject`. `statistics` has the totals of all.
   */
  @Get('costs')
  @Can('analytics:read')
  @Looked('revenue.costs')
  @AnswersPage(SubjectMoneyDto)
  async listCosts(@Me() { clientId }: Principal, @Query() query: CostsQuery): Promise<JsonText> {
    const { by = 'agent', campaign } = query;
    const page = pageRequest(query.page, query.limit);
    if (by === 'call' && campaign !== undefined) {
      throw CommonErrors.VALIDATION_ERROR({
        details: [{ field: 'campaign', message: 'cannot be combined with call by call' }],
      });
    }
    return await this.cache.page(clientId, 'costs', query, () =>
      by === 'call'
        ? this.revenue.perCall(clientId, asked(query), page)
        : this.revenue.by(clientId, asked(query), by, page),
    );
  }

  /** Return on investment by agent, channel, campaign or day, the dearest first. */
  @Get('roi')
  @Can('analytics:read')
  @Looked('revenue.roi')
  @AnswersPage(SubjectMoneyDto)
  async listRoi(@Me() { clientId }: Principal, @Query() query: RoiQuery): Promise<JsonText> {
    const page = pageRequest(query.page, query.limit);
    return await this.cache.page(clientId, 'roi', query, () =>
      this.revenue.by(clientId, asked(query), query.by ?? 'channel', page),
    );
  }
}

function asked({ from, to, agent, channel, campaign }: MoneyQuery): AskedMoney {
  return {
    from,
    to,
    agentId: agent === undefined ? undefined : asAgentId(agent),
    channelId: channel,
    campaignId: campaign,
  };
}
