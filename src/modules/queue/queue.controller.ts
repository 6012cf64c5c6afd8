import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { asCallLogId } from '../../common/ids.js';
import { pageRequest, type Page } from '../../common/page.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { ListQueueDto, QueueEntryDto, toQueueEntryDto } from './queue.dto.js';
import { QueueService } from './queue.service.js';

@ApiTags('queue')
@ApiBearerAuth()
@Controller('api/queue')
export class QueueController {
  constructor(private readonly queue: QueueService) {}

  /** The calls in line, best first. An agent sees those of its own teams and sectors. */
  @Get()
  @Can('queue:read')
  @AnswersPage(QueueEntryDto)
  async listQueue(@Me() me: Principal, @Query() query: ListQueueDto): Promise<Page<QueueEntryDto>> {
    const mine = me.role === 'cs' ? me.agentId : null;
    const found = await this.queue.list(me.clientId, mine, pageRequest(query.page, query.limit));
    return { ...found, items: found.items.map(toQueueEntryDto) };
  }

  /** One call's place in line. */
  @Get(':callLogId')
  @Can('queue:read')
  @Fails('CALL_NOT_FOUND')
  async getQueueEntry(
    @Me() me: Principal,
    @Param('callLogId') callLogId: string,
  ): Promise<QueueEntryDto> {
    const mine = me.role === 'cs' ? me.agentId : null;
    return toQueueEntryDto(await this.queue.get(me.clientId, mine, asCallLogId(callLogId)));
  }
}
