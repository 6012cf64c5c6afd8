import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  StreamableFile,
} from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { pageRequest, type Page } from '../../common/page.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { AnswerAs } from '../../platform/http/envelope.interceptor.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { RateLimit } from '../../platform/http/rate-limit.js';
import { AnalyticsAudit } from '../analytics-audit/analytics-audit.service.js';
import { CONTENT_TYPES } from '../report-writing/report-file.types.js';
import { ReportLetters } from './report-letters.service.js';
import { fileNameOf } from './report-name.domain.js';
import { ReportRequests } from './report-requests.service.js';
import {
  ReportBodyDto,
  ReportDto,
  reportDto,
  ReportsQuery,
  ReportWithMailDto,
} from './reports.dto.js';
import { ReportsService } from './reports.service.js';

@ApiTags('reports')
@ApiBearerAuth()
@Controller('api/reports')
export class ReportsController {
  constructor(
    private readonly reports: ReportsService,
    private readonly requests: ReportRequests,
    private readonly letters: ReportLetters,
    private readonly audit: AnalyticsAudit,
  ) {}

  /** The company's reports, the newest first. They are kept for 30 days. */
  @Get()
  @Can('reports:read')
  @AnswersPage(ReportDto)
  async listReports(
    @Me() me: Principal,
    @Query() { page, limit, ...filter }: ReportsQuery,
  ): Promise<Page<ReportDto>> {
    const found = await this.reports.list(me.clientId, filter, pageRequest(page, limit));
    return { ...found, items: found.items.map(reportDto) };
  }

  /**
   * Asks for a report. It is made in the background; the socket event `report_progress` and
   * `GET /api/reports/:id` tell how far it is. A week up to today unless the request says otherwise;
   * of a forecast, the two weeks from today.
   */
  @Post()
  @HttpCode(202)
  @Can('reports:write')
  @Idempotent()
  @RateLimit({ name: 'reports', points: 30, seconds: 60 })
  @Fails('AGENT_NOT_FOUND', 'TEAM_NOT_FOUND', 'REPORT_LIMIT_REACHED', 'RATE_LIMITED')
  async createReport(@Me() me: Principal, @Body() body: ReportBodyDto): Promise<ReportDto> {
    const request = await this.requests.of(me.clientId, body);
    const report = await this.reports.create(me, request);
    const { filter, type, format } = report;
    const asked = new URLSearchParams({ id: report._id, type, format, ...definedOf(filter) });
    await this.audit.note(me, 'exported', 'report', asked.toString());
    return reportDto(report);
  }

  /** One report, and what came of its letters. */
  @Get(':id')
  @Can('reports:read')
  @Fails('REPORT_NOT_FOUND')
  async getReport(@Me() me: Principal, @Param('id') id: string): Promise<ReportWithMailDto> {
    const report = await this.reports.get(me.clientId, id);
    return { ...reportDto(report), mail: await this.letters.stateOf(report) };
  }

  /** Cancels a report that is on its way; removes the file of one that is ready. */
  @Delete(':id')
  @Can('reports:write')
  @Fails('REPORT_NOT_FOUND')
  async cancelReport(@Me() me: Principal, @Param('id') id: string): Promise<ReportDto> {
    return reportDto(await this.reports.cancel(me.clientId, id));
  }

  /** The file. Who takes it is noted in the audit log of analytics. */
  @Get(':id/download')
  @Can('reports:read')
  @AnswerAs('raw')
  @ApiProduces(...Object.values(CONTENT_TYPES))
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @Fails('REPORT_NOT_FOUND', 'REPORT_NOT_READY')
  async downloadReport(@Me() me: Principal, @Param('id') id: string): Promise<StreamableFile> {
    const { report, stream } = await this.reports.file(me.clientId, id);
    await this.audit.note(me, 'exported', 'report.download', `id=${report._id}`);
    return new StreamableFile(stream, {
      type: CONTENT_TYPES[report.format],
      disposition: `attachment; filename="${fileNameOf(report)}"`,
      length: report.bytes,
    });
  }
}

const definedOf = (fields: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, String(value)]),
  );
