import {
  Controller,
  Get,
  Headers,
  HttpCode,
  Post,
  Query,
  Req,
  StreamableFile,
} from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CommonErrors } from '../../common/errors.js';
import { Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { AnswerAs } from '../../platform/http/envelope.interceptor.js';
import { RateLimit } from '../../platform/http/rate-limit.js';
import { TakesCsv, Uploads } from '../../platform/http/upload.js';
import { filterOf } from '../agent-directory/agent-directory.controller.js';
import { AgentFilterQuery } from '../agent-directory/agent-directory.dto.js';
import { AgentExport } from './agent-export.service.js';
import { AgentImport } from './agent-import.service.js';
import { ImportQuery, ImportReportDto } from './agent-transfer.dto.js';

const MOST_BYTES = 64 * 1024 * 1024;
const LONGEST_KEY = 255;

@ApiTags('agents')
@ApiBearerAuth()
@AnswerAs('object')
@Controller('api/agents')
export class AgentTransferController {
  constructor(
    private readonly imports: AgentImport,
    private readonly exports: AgentExport,
    private readonly uploads: Uploads,
  ) {}

  /**
   * Makes an agent of each line of a CSV file; a line that is no good holds up no other.
   * @remarks UTF-8, 64 MiB and 100,000 agents at the most. The first line names the columns: username, email, fullName, role, department, and if you like id
   * (kept where it is free, and always as externalId), phone, avatar, isActive, kind,
   * maxConcurrentCalls, externalId, password. An agent without a password gets one by e-mail, which is good for
   * seven days; each must choose its own at the first sign-in. The report is sent line by line while
   * the work goes on.
   */
  @Post('import')
  @HttpCode(200)
  @Can('agents:write')
  @RateLimit({ name: 'agents-import', points: 10, seconds: 60 })
  @TakesCsv()
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  @ApiOkResponse({ type: ImportReportDto })
  @Fails(
    'PAYLOAD_TOO_LARGE',
    'UNSUPPORTED_MEDIA_TYPE',
    'IDEMPOTENCY_KEY_REUSED',
    'IDEMPOTENCY_IN_PROGRESS',
    'RATE_LIMITED',
  )
  async importAgents(
    @Me() me: Principal,
    @Query() { notify = true }: ImportQuery,
    @Headers('idempotency-key') key: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<StreamableFile> {
    if (key !== undefined && (key.length === 0 || key.length > LONGEST_KEY)) {
      const message = `must have 1 to ${LONGEST_KEY} characters`;
      throw CommonErrors.VALIDATION_ERROR({ details: [{ field: 'Idempotency-Key', message }] });
    }
    const file = await this.uploads.receiveText(request, MOST_BYTES);
    const report = await this.imports.start(me, file, { notify, key: key ?? null });
    return new StreamableFile(report, { type: 'application/json; charset=utf-8' });
  }

  /** The agents that match every filter as a CSV file, which can be imported again. */
  @Get('export')
  @Can('agents:write')
  @RateLimit({ name: 'agents-export', points: 10, seconds: 60 })
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string', example: 'id,username,…\r\n17,priya_s,…\r\n' } })
  @Fails('RATE_LIMITED')
  exportAgents(@Me() me: Principal, @Query() query: AgentFilterQuery): StreamableFile {
    return new StreamableFile(this.exports.file(me.clientId, filterOf(query)), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="agents.csv"',
    });
  }
}
