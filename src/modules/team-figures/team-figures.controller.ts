import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { asTeamId } from '../../common/ids.js';
import { pageRequest } from '../../common/page.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { AnswerAs, envelope } from '../../platform/http/envelope.interceptor.js';
import { MemberWithFiguresDto, SuggestionDto, SuggestionsQuery } from './team-figures.dto.js';
import { TeamFiguresService } from './team-figures.service.js';

@ApiTags('teams')
@ApiBearerAuth()
@Controller('api/teams')
export class TeamFiguresController {
  constructor(private readonly figures: TeamFiguresService) {}

  /**
   * Which agents would do better in which team, with the figures that say so. An agent's answered
   * calls in the team's sector are compared with those of the agents who take the team's calls:
   * success by Fisher's exact test, handle time by Welch's t test, one-sided, with Holm's correction
   * for all comparisons. It must be better in one by more than chance (5 %) and not worse in the
   * other. Nothing is said with fewer than 30 calls on either side. Four weeks up to today unless
   * the question says otherwise.
   */
  @Get('suggestions')
  @Can('teams:read')
  @AnswerAs('raw')
  @AnswersPage(SuggestionDto)
  async listTeamSuggestions(
    @Me() me: Principal,
    @Query() query: SuggestionsQuery,
  ): Promise<object> {
    const { page, limit, ...asked } = query;
    const found = await this.figures.suggestions(me.clientId, asked, pageRequest(page, limit));
    return { ...(envelope(found, 'envelope') as object), statistics: found.statistics };
  }

  /** Who belongs to the team, with presence and today's figures, in the order of joining. */
  @Get(':id/members')
  @Can('teams:read')
  @Fails('TEAM_NOT_FOUND')
  async listTeamMembers(
    @Me() me: Principal,
    @Param('id') id: string,
  ): Promise<MemberWithFiguresDto[]> {
    return await this.figures.membersOf(me.clientId, asTeamId(id));
  }
}
