import { Body, Controller, Delete, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Page } from '../../common/page.js';
import { pageRequest } from '../../common/page.js';
import { normalisePhone } from '../../common/phone.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { RateLimit } from '../../platform/http/rate-limit.js';
import { TakesCsv, Uploads } from '../../platform/http/upload.js';
import { DncImport } from './dnc-import.service.js';
import {
  AddDncDto,
  DncDto,
  DncImportDto,
  ListDncQuery,
  RemoveDncQuery,
  toDncDto,
} from './dnc.dto.js';
import { checkedNumber } from './dnc.errors.js';
import { DncService } from './dnc.service.js';

const MOST_BYTES = 16 * 1024 * 1024;

@ApiTags('numbers never called')
@ApiBearerAuth()
@Controller('api/v1/dnc')
export class DncController {
  constructor(
    private readonly dnc: DncService,
    private readonly imports: DncImport,
    private readonly uploads: Uploads,
  ) {}

  /** The company's list, newest first. */
  @Get()
  @Can('dnc:read')
  @AnswersPage(DncDto)
  async listDnc(@Me() me: Principal, @Query() query: ListDncQuery): Promise<Page<DncDto>> {
    const { phoneNumber, page, limit } = query;
    // What is no number is on no list.
    const number = phoneNumber === undefined ? null : (normalisePhone(phoneNumber) ?? phoneNumber);
    const found = await this.dnc.list(me.clientId, number, pageRequest(page, limit));
    return { ...found, items: found.items.map(toDncDto) };
  }

  /** Lists a number; it is never called again, whoever asks. */
  @Post()
  @Can('dnc:write')
  @Idempotent()
  @Fails('INVALID_PHONE_NUMBER')
  async addToDnc(@Me() me: Principal, @Body() body: AddDncDto): Promise<DncDto> {
    const phoneNumber = checkedNumber(body.phoneNumber);
    const { reason = null } = body;
    return toDncDto(await this.dnc.add(me.clientId, { phoneNumber, reason }, me.agentId));
  }

  /** Takes a number off the list. */
  @Delete()
  @Can('dnc:write')
  @Fails('INVALID_PHONE_NUMBER', 'DNC_NUMBER_NOT_FOUND')
  async removeFromDnc(@Me() me: Principal, @Query() query: RemoveDncQuery): Promise<null> {
    // In an address, a plus sign that was not escaped reads as a blank.
    const phoneNumber = checkedNumber(query.phoneNumber.replace(/^ /, '+'));
    await this.dnc.remove(me.clientId, phoneNumber, me.agentId);
    return null;
  }

  /**
   * Lists the numbers of a CSV file; bad lines are told by their number and hold up no other.
   * @remarks UTF-8, 16 MiB at the most; the first line names the columns: phoneNumber, and if you
   * like reason.
   */
  @Post('import')
  @HttpCode(200)
  @Can('dnc:write')
  @RateLimit({ name: 'dnc-import', points: 10, seconds: 60 })
  @TakesCsv()
  @ApiOkResponse({ type: DncImportDto })
  @Fails('PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'RATE_LIMITED')
  async importDnc(@Me() me: Principal, @Req() request: FastifyRequest): Promise<DncImportDto> {
    const file = await this.uploads.receiveText(request, MOST_BYTES);
    try {
      const report = await this.imports.run(me.clientId, me.agentId, file.path);
      return { ...report, errors: [...report.errors] };
    } finally {
      await file.remove();
    }
  }
}
