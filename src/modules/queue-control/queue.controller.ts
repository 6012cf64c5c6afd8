import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { asCallLogId, asTeamId, type AgentId } from '../../common/ids.js';
import { pageRequest, type Page } from '../../common/page.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { QueueService } from '../queue/queue.service.js';
import { LineChanges } from './line-changes.service.js';
import {
  ListQueueDto,
  MoveInQueueDto,
  QueueEntryDto,
  toQueueEntryDto,
  toWaitingDto,
  WaitingDto,
} from './queue.dto.js';
import { WhyWaiting } from './why-waiting.service.js';

@ApiTags('queue')
@ApiBearerAuth()
@Controller('api/queue')
export class QueueController {
  constructor(
    private readonly queue: QueueService,
    private readonly why: WhyWaiting,
    private readonly changes: LineChanges,
  ) {}

  /** The calls in line, best first. An agent sees those of its own teams and sectors. */
  @Get()
  @Can('queue:read')
  @AnswersPage(QueueEntryDto)
  async listQueue(@Me() me: Principal, @Query() query: ListQueueDto): Promise<Page<QueueEntryDto>> {
    const found = await this.queue.list(
      me.clientId,
      ownOnly(me),
      pageRequest(query.page, query.limit),
    );
    return { ...found, items: found.items.map(toQueueEntryDto) };
  }

  /** One call's place in line, why it still waits, and how long it may yet. */
  @Get(':callLogId')
  @Can('queue:read')
  @Fails('CALL_NOT_FOUND')
  async getQueueEntry(
    @Me() me: Principal,
    @Param('callLogId') callLogId: string,
  ): Promise<WaitingDto> {
    return toWaitingDto(await this.why.of(me.clientId, ownOnly(me), asCallLogId(callLogId)));
  }

  /**
   * Moves a waiting call: to another team, or up and down by its priority. It keeps the place of its
   * arrival, and no later webhook undoes it.
   */
  @Put(':callLogId')
  @Can('queue:write')
  @Fails('CALL_NOT_FOUND', 'TEAM_NOT_FOUND', 'CALL_BEING_OFFERED')
  async moveQueueEntry(
    @Me() me: Principal,
    @Param('callLogId') callLogId: string,
    @Body() { teamId, priority }: MoveInQueueDto,
  ): Promise<WaitingDto> {
    const id = asCallLogId(callLogId);
    await this.changes.move(me, id, {
      ...(teamId !== undefined && { teamId: asTeamId(teamId) }),
      ...(priority !== undefined && { priority }),
    });
    return toWaitingDto(await this.why.of(me.clientId, null, id));
  }

  /** Takes a waiting call out of the line; its caller hears that nobody can take the call. */
  @Delete(':callLogId')
  @Can('queue:write')
  @Fails('CALL_NOT_FOUND', 'CALL_BEING_OFFERED')
  async removeQueueEntry(
    @Me() me: Principal,
    @Param('callLogId') callLogId: string,
  ): Promise<null> {
    await this.changes.remove(me, asCallLogId(callLogId));
    return null;
  }
}

/** An agent's person sees the calls that it might get. */
const ownOnly = (me: Principal): AgentId | null => (me.role === 'cs' ? me.agentId : null);
