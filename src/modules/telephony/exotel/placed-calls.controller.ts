import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { asCallLogId, asTenantId } from '../../../common/ids.js';
import { CommonErrors } from '../../../common/errors.js';
import { Fails } from '../../../platform/http/api-docs.js';
import { Public } from '../../../platform/http/auth.decorators.js';
import { AnswerAs } from '../../../platform/http/envelope.interceptor.js';
import { StatusAddresses } from '../status-addresses.js';
import { StatusInbox } from './status-inbox.service.js';

/** News of calls that we placed, each call at an address of its own. */
@ApiTags('exotel webhooks')
@Public()
@AnswerAs('raw')
@Controller('webhooks/exotel/calls')
export class PlacedCallsController {
  constructor(
    private readonly addresses: StatusAddresses,
    private readonly inbox: StatusInbox,
  ) {}

  /** StatusCallback of a call that we placed: JSON, urlencoded or multipart; stored as it came. */
  @Post(':company/:call/:key')
  @HttpCode(200)
  @ApiParam({ name: 'key', description: 'cannot be guessed; another one answers 404' })
  @ApiOkResponse({ schema: { type: 'string', example: 'OK' } })
  @Fails('NOT_FOUND', 'UNAVAILABLE')
  async placedCallStatus(
    @Param('company') company: string,
    @Param('call') call: string,
    @Param('key') key: string,
    @Body() body: unknown,
  ): Promise<string> {
    const address = { clientId: asTenantId(company), callLogId: asCallLogId(call) };
    if (!this.addresses.isGood(address, key)) throw CommonErrors.NOT_FOUND();
    const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
    await this.inbox.take(address, isObject ? (body as Readonly<Record<string, unknown>>) : {});
    return 'OK';
  }
}
