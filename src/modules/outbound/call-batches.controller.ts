import { Controller, Get, Headers, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { IDEMPOTENCY_KEY, idOfKey } from '../../platform/http/idempotency.js';
import { RateLimit } from '../../platform/http/rate-limit.js';
import { TakesCsv, Uploads } from '../../platform/http/upload.js';
import { CallBatches } from '../call-batches/call-batches.service.js';
import { CallImport } from './call-import.service.js';
import { BatchDto, CallImportQuery, CallImportReportDto } from './outbound-calls.dto.js';

const MOST_BYTES = 64 * 1024 * 1024;

@ApiTags('outbound calls')
@ApiBearerAuth()
@Controller('api/v1/calls/outbound')
export class CallBatchesController {
  constructor(
    private readonly batches: CallBatches,
    private readonly imports: CallImport,
    private readonly uploads: Uploads,
  ) {}

  /**
   * Accepts the calls of a CSV file as one batch; bad lines are told by their number.
   * @remarks UTF-8, 64 MiB and 100,000 calls at the most. The first line names the columns:
   * phoneNumber, agentId, and if you like userId, priority, campaignId.
   */
  @Post('import')
  @HttpCode(201)
  @Can('bulk-calls:write')
  @RateLimit({ name: 'calls-import', points: 10, seconds: 60 })
  @TakesCsv()
  @ApiHeader({ name: IDEMPOTENCY_KEY, required: false })
  @ApiCreatedResponse({ type: CallImportReportDto })
  @Fails('PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'RATE_LIMITED', 'IDEMPOTENCY_KEY_REUSED')
  async importCalls(
    @Me() me: Principal,
    @Query() { intervalMs = null }: CallImportQuery,
    @Headers('idempotency-key') key: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<CallImportReportDto> {
    const { clientId, agentId } = me;
    const file = await this.uploads.receiveText(request, MOST_BYTES);
    // A key counts for one route: the same one may come with a bulk.
    const id = idOfKey(me, key && `import\n${key}`);
    try {
      const report = await this.imports.run(clientId, agentId, file, intervalMs, id);
      return { ...report, errors: [...report.errors] };
    } finally {
      await file.remove();
    }
  }

  /** How far a batch is. */
  @Get('batches/:batchId')
  @Can('bulk-calls:read')
  @Fails('BATCH_NOT_FOUND')
  async getBatch(@Me() me: Principal, @Param('batchId') batchId: string): Promise<BatchDto> {
    return await this.batches.progress(me.clientId, batchId);
  }
}
