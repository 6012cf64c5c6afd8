import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { asCallLogId } from '../../common/ids.js';
import { pageRequest, type Page } from '../../common/page.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { CallbackDto, ListCallbacksDto, toCallbackDto } from './callbacks.dto.js';
import { CallbacksService } from './callbacks.service.js';

@ApiTags('queue')
@ApiBearerAuth()
@Controller('api/callbacks')
export class CallbacksController {
  constructor(private readonly callbacks: CallbacksService) {}

  /**
   * Callers who are to be called back, the latest first. They keep the place in line of their call
   * and are dialled when it comes up. An agent sees those of its own teams and sectors.
   */
  @Get()
  @Can('queue:read')
  @AnswersPage(CallbackDto)
  async listCallbacks(
    @Me() me: Principal,
    @Query() { page, limit, state }: ListCallbacksDto,
  ): Promise<Page<CallbackDto>> {
    const mine = me.role === 'cs' ? me.agentId : null;
    const found = await this.callbacks.list(me.clientId, mine, state, pageRequest(page, limit));
    return { ...found, items: found.items.map(toCallbackDto) };
  }

  /** Cancels a call back that is not being dialled yet. */
  @Delete(':id')
  @Can('queue:write')
  @Fails('CALLBACK_NOT_FOUND', 'CALLBACK_NOT_CANCELABLE')
  async cancelCallback(@Me() me: Principal, @Param('id') id: string): Promise<CallbackDto> {
    return toCallbackDto(await this.callbacks.cancel(me.clientId, asCallLogId(id)));
  }
}
