import { Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { pageRequest, type Page } from '../../common/page.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { RateLimit } from '../../platform/http/rate-limit.js';
import { TakesCsv, Uploads } from '../../platform/http/upload.js';
import { RequestPipe } from '../../platform/http/validation.pipe.js';
import {
  LeadCallDto,
  LeadDto,
  leadDto,
  LeadsReportDto,
  ListLeadsQuery,
  NewLeadsDto,
} from './campaign-leads.dto.js';
import { LeadPreview } from './lead-preview.service.js';
import { Leads } from './leads.service.js';

const MOST_BYTES = 64 * 1024 * 1024;
const JSON_TYPE = /^application\/json\b/i;

/** Who is called for a campaign. */
@ApiTags('campaigns')
@ApiBearerAuth()
@Controller('api/v1/campaigns/:id/leads')
export class CampaignLeadsController {
  private readonly bodies = new RequestPipe();

  constructor(
    private readonly leads: Leads,
    private readonly preview: LeadPreview,
    private readonly uploads: Uploads,
  ) {}

  /**
   * Adds leads, as JSON or as a CSV file. A number is once in a campaign, and waits in one campaign
   * at a time; one that cannot be taken holds up no other.
   * @remarks A file: UTF-8, 64 MiB and 100,000 lines at the most; its first line names the columns:
   * phoneNumber, and if you like name, timezone.
   */
  @Post()
  @Can('bulk-calls:write')
  @Idempotent()
  @RateLimit({ name: 'campaign-leads', points: 120, seconds: 60 })
  @TakesCsv()
  @ApiConsumes('application/json')
  @ApiExtraModels(NewLeadsDto)
  @ApiBody({ type: NewLeadsDto })
  @ApiCreatedResponse({ type: LeadsReportDto })
  @Fails('CAMPAIGN_NOT_FOUND', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'RATE_LIMITED')
  async addLeads(
    @Me() me: Principal,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<LeadsReportDto> {
    if (JSON_TYPE.test(request.headers['content-type'] ?? '')) {
      const given = { type: 'body', metatype: NewLeadsDto } as const;
      const body = (await this.bodies.transform(request.body, given)) as NewLeadsDto;
      return await this.leads.add(me.clientId, id, body.leads);
    }
    const file = await this.uploads.receiveText(request, MOST_BYTES);
    try {
      return await this.leads.addFile(me.clientId, id, file.path);
    } finally {
      await file.remove();
    }
  }

  /** The leads of a campaign with what became of them, in the order in which they came. */
  @Get()
  @Can('bulk-calls:read')
  @Fails('CAMPAIGN_NOT_FOUND')
  @AnswersPage(LeadDto)
  async listLeads(
    @Me() me: Principal,
    @Param('id') id: string,
    @Query() { page, limit, ...filter }: ListLeadsQuery,
  ): Promise<Page<LeadDto>> {
    const found = await this.leads.list(me.clientId, id, filter, pageRequest(page, limit));
    return { ...found, items: found.items.map(leadDto) };
  }

  /** The next lead for the agent who asks, to look at; after a while it goes to the next agent. */
  @Post('next')
  @HttpCode(200)
  @Can('calls:write')
  @Fails('CAMPAIGN_NOT_FOUND', 'CAMPAIGN_NOT_RUNNING', 'NO_LEAD_LEFT')
  async takeNextLead(@Me() me: Principal, @Param('id') id: string): Promise<LeadDto> {
    return leadDto(await this.preview.next(me.clientId, id, me.agentId));
  }

  /** Calls the lead that the agent looks at. */
  @Post(':leadId/call')
  @Can('calls:write')
  @Idempotent()
  @Fails(
    'CAMPAIGN_NOT_FOUND',
    'CAMPAIGN_NOT_RUNNING',
    'LEAD_NOT_FOUND',
    'AGENT_NOT_READY',
    'NUMBERS_BEING_DIALED',
    'NO_OUTBOUND_LINE',
    'NUMBER_ON_DNC',
    'OUTSIDE_CALLING_WINDOW',
    'CONCURRENT_LIMIT_REACHED',
    'API_UNAVAILABLE',
  )
  async callLead(
    @Me() me: Principal,
    @Param('id') id: string,
    @Param('leadId') leadId: string,
  ): Promise<LeadCallDto> {
    const callLogId = await this.preview.call(me.clientId, id, leadId, me.agentId);
    return { callLogId, status: 'initiated' };
  }

  /** Leaves out the lead that the agent looks at. */
  @Post(':leadId/skip')
  @HttpCode(200)
  @Can('calls:write')
  @Fails('CAMPAIGN_NOT_FOUND', 'CAMPAIGN_NOT_RUNNING', 'LEAD_NOT_FOUND')
  async skipLead(
    @Me() me: Principal,
    @Param('id') id: string,
    @Param('leadId') leadId: string,
  ): Promise<LeadDto> {
    return leadDto(await this.preview.skip(me.clientId, id, leadId, me.agentId));
  }
}
