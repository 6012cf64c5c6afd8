import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { pageRequest } from '../../common/page.js';
import { AnswersFeed } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { AnswerAs } from '../../platform/http/envelope.interceptor.js';
import { EventDto, ListEventsDto } from './events.dto.js';
import { EventsService } from './events.service.js';

@ApiTags('events')
@ApiBearerAuth()
@Controller('api/events')
export class EventsController {
  constructor(private readonly events: EventsService) {}

  /**
   * What a socket of the caller would have got after a number, in order: all of the company's for
   * an admin, for others what concerns them. Ask again after `meta.nextSeq`.
   */
  @Get()
  @Can('events:read')
  @AnswerAs('raw')
  @AnswersFeed(EventDto)
  async listEvents(@Me() me: Principal, @Query() query: ListEventsDto) {
    const { limit } = pageRequest(1, query.limit);
    const { events, ...meta } = await this.events.after(me, query.after ?? 0, limit);
    return { success: true, data: events, count: events.length, meta: { ...meta, limit } };
  }
}
