import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { asAgentId, asCallLogId, asTeamId } from '../../common/ids.js';
import { pageRequest, type Page } from '../../common/page.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { DecisionsService } from './decisions.service.js';
import { DecisionDto, ListDecisionsDto, toDecisionDto } from './routing.dto.js';

@ApiTags('routing')
@ApiBearerAuth()
@Controller('api/routing')
export class RoutingController {
  constructor(private readonly decisions: DecisionsService) {}

  /** Routing decisions, newest first. */
  @Get('decisions')
  @Can('routing:read')
  @AnswersPage(DecisionDto)
  async listDecisions(
    @Me() me: Principal,
    @Query() query: ListDecisionsDto,
  ): Promise<Page<DecisionDto>> {
    const { page, limit, agentId, teamId, ...filter } = query;
    const found = await this.decisions.list(
      me.clientId,
      {
        ...filter,
        ...(agentId !== undefined && { agentId: asAgentId(agentId) }),
        ...(teamId !== undefined && { teamId: asTeamId(teamId) }),
      },
      pageRequest(page, limit),
    );
    return { ...found, items: found.items.map(toDecisionDto) };
  }

  /** Why did this call go there? Every decision about it, first to last, with all candidates. */
  @Get('decisions/:callLogId')
  @Can('routing:read')
  @Fails('CALL_NOT_FOUND')
  async explainCall(
    @Me() me: Principal,
    @Param('callLogId') callLogId: string,
  ): Promise<DecisionDto[]> {
    const decisions = await this.decisions.ofCall(me.clientId, asCallLogId(callLogId));
    return decisions.map(toDecisionDto);
  }
}
