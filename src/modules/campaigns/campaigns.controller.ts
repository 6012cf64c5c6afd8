import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiTags } from '@nestjs/swagger';
import { CommonErrors } from '../../common/errors.js';
import { asAgentId, asTeamId } from '../../common/ids.js';
import { pageRequest, type Page } from '../../common/page.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { LiveAnswers } from '../live-answers/live-answers.service.js';
import type { CampaignInput } from './campaign.types.js';
import {
  CampaignDto,
  campaignDto,
  campaignWithLeadsDto,
  CampaignWithLeadsDto,
  ChangeCampaignDto,
  DEFAULTS,
  ListCampaignsQuery,
  NewCampaignDto,
} from './campaigns.dto.js';
import { Campaigns } from './campaigns.service.js';
import { LeadOutcomes } from './lead-outcomes.service.js';

/** Lists of people whom agents call. */
@ApiTags('campaigns')
@ApiBearerAuth()
@Controller('api/v1/campaigns')
export class CampaignsController {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly outcomes: LeadOutcomes,
    private readonly answers: LiveAnswers,
  ) {}

  /** A new campaign, which calls nobody until it is started. */
  @Post()
  @Can('bulk-calls:write')
  @Idempotent()
  @Fails('AGENT_NOT_FOUND', 'TEAM_NOT_FOUND')
  async createCampaign(@Me() me: Principal, @Body() body: NewCampaignDto): Promise<CampaignDto> {
    const input = { ...DEFAULTS, ...inputOf(body), name: body.name };
    return campaignDto(await this.campaigns.create(me.clientId, input, me.agentId));
  }

  /** The company's campaigns, newest first. */
  @Get()
  @Can('bulk-calls:read')
  @AnswersPage(CampaignDto)
  async listCampaigns(
    @Me() me: Principal,
    @Query() { page, limit, ...filter }: ListCampaignsQuery,
  ): Promise<Page<CampaignDto>> {
    const found = await this.campaigns.list(me.clientId, filter, pageRequest(page, limit));
    return { ...found, items: found.items.map(campaignDto) };
  }

  /** One campaign, how many of its leads are where, and how many who picked up heard nobody. */
  @Get(':id')
  @Can('bulk-calls:read')
  @Fails('CAMPAIGN_NOT_FOUND')
  async getCampaign(@Me() me: Principal, @Param('id') id: string): Promise<CampaignWithLeadsDto> {
    const campaign = await this.campaigns.get(me.clientId, id);
    const answers = await this.answers.of(me.clientId, id);
    return campaignWithLeadsDto(campaign, await this.campaigns.countsOf(campaign), answers);
  }

  /** Changes what is given, from the next call on. */
  @Put(':id')
  @ApiHeader({ name: 'If-Match', required: false, description: 'the version that was read' })
  @Can('bulk-calls:write')
  @Fails(
    'CAMPAIGN_NOT_FOUND',
    'AGENT_NOT_FOUND',
    'TEAM_NOT_FOUND',
    'VERSION_CONFLICT',
    'CAMPAIGN_NEEDS_FLOW',
  )
  async updateCampaign(
    @Me() me: Principal,
    @Param('id') id: string,
    @Body() body: ChangeCampaignDto,
    @IfMatch() expected: number | null,
  ): Promise<CampaignDto> {
    return campaignDto(await this.campaigns.change(me.clientId, id, expected, inputOf(body)));
  }

  /** Calls from now on; one that runs goes on. */
  @Post(':id/start')
  @HttpCode(200)
  @Can('bulk-calls:write')
  @Fails('CAMPAIGN_NOT_FOUND', 'CAMPAIGN_HAS_NOBODY', 'CAMPAIGN_NEEDS_FLOW')
  async startCampaign(@Me() me: Principal, @Param('id') id: string): Promise<CampaignDto> {
    return campaignDto(await this.campaigns.start(me.clientId, id));
  }

  /** Begins no more calls: what is not dialled yet is taken back, what is under way goes on. */
  @Post(':id/pause')
  @HttpCode(200)
  @Can('bulk-calls:write')
  @Fails('CAMPAIGN_NOT_FOUND', 'CAMPAIGN_NOT_RUNNING')
  async pauseCampaign(@Me() me: Principal, @Param('id') id: string): Promise<CampaignDto> {
    const campaign = await this.campaigns.pause(me.clientId, id);
    await this.outcomes.withdraw(me.clientId, id);
    return campaignDto(campaign);
  }
}

/** @throws VALIDATION_ERROR for what does not fit together */
function inputOf(body: ChangeCampaignDto): Partial<CampaignInput> {
  const {
    agentIds,
    teamId,
    callingWindow,
    retry,
    ...rest
  }: { [N in keyof ChangeCampaignDto]: ChangeCampaignDto[N] } = body;
  if (callingWindow && callingWindow.end <= callingWindow.start) {
    const details = [{ field: 'callingWindow.end', message: 'must be after the start' }];
    throw CommonErrors.VALIDATION_ERROR({ details });
  }
  if (retry && retry.longestDelaySeconds < retry.firstDelaySeconds) {
    const message = 'must not be shorter than firstDelaySeconds';
    throw CommonErrors.VALIDATION_ERROR({
      details: [{ field: 'retry.longestDelaySeconds', message }],
    });
  }
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    ...given,
    ...(callingWindow !== undefined && { callingWindow }),
    ...(retry !== undefined && { retry }),
    ...(agentIds !== undefined && { agentIds: agentIds.map(asAgentId) }),
    ...(teamId !== undefined && { teamId: teamId === null ? null : asTeamId(teamId) }),
  };
}
