import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Clock } from '../../common/clock.js';
import { CommonErrors } from '../../common/errors.js';
import { asTeamId, type TeamId } from '../../common/ids.js';
import { normalisePhone } from '../../common/phone.js';
import { DAY, SECOND } from '../../common/time.js';
import { Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { CallsService } from '../calls/calls.service.js';
import { RoutingPreview } from '../routing/routing-preview.js';
import { SettingsService } from '../settings/settings.service.js';
import { TeamsService } from '../teams/teams.service.js';
import { RecommendationsService } from './recommendations.service.js';
import { RoutingHealthService } from './routing-health.service.js';
import {
  PreviewAnswerDto,
  PreviewDto,
  RecommendationsDto,
  RecommendDto,
  RoutingHealthDto,
  type AskedCallDto,
} from './routing-insight.dto.js';

const MOST_SHOWN = 1000;
const ORDINARY_PRIORITY = 5;

@ApiTags('routing')
@ApiBearerAuth()
@Controller('api/routing')
export class RoutingInsightController {
  constructor(
    private readonly preview: RoutingPreview,
    private readonly healths: RoutingHealthService,
    private readonly recommendations: RecommendationsService,
    private readonly calls: CallsService,
    private readonly teams: TeamsService,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  /** Is routing well? Who is ready, when calls were last routed, and what this node knows late. */
  @Get('health')
  @Can('routing:read')
  async getRoutingHealth(@Me() me: Principal): Promise<RoutingHealthDto> {
    const health = await this.healths.of(me.clientId);
    return {
      ...health,
      sectors: [...health.sectors],
      staleSectors: [...health.staleSectors],
      lastDecisions: [...health.lastDecisions],
    };
  }

  /** Who would get such a call now, and why not the others? Nothing is offered, taken or stored. */
  @Post('preview')
  @HttpCode(200)
  @Can('routing:read')
  @Fails('TEAM_NOT_FOUND')
  async previewRouting(@Me() me: Principal, @Body() body: PreviewDto): Promise<PreviewAnswerDto> {
    const settings = await this.settings.of(me.clientId);
    const need = {
      ...(await this.asked(me, body)),
      priority: body.priority ?? ORDINARY_PRIORITY,
      receivedAt: new Date(this.clock.now() - (body.waitedSeconds ?? 0) * SECOND),
      preferredAgentId: await this.lastAgent(me, body.phoneNumber ?? null),
    };
    const choice = this.preview.choose(settings, need, new Set());
    const everybody = this.preview.everybody(settings, need, choice).slice(0, MOST_SHOWN);
    return {
      path: choice.path,
      winner: choice.ranked[0]?.agentId ?? null,
      candidates: everybody,
      candidateCount: choice.open,
      fallen: { ...choice.fallen },
      capabilityLevel: choice.level,
      discovery: choice.discovery,
      rulesVersion: settings.version,
    };
  }

  /**
   * Changes of priorities and capability levels that the record of the last 60 days supports: learnt
   * from outcomes, drawn to the mean while little is known, checked on days that were kept out. With
   * `call`, agents ranked by their chance of success with it.
   */
  @Post('recommendations')
  @HttpCode(200)
  @Can('routing:read')
  @Fails('TEAM_NOT_FOUND')
  async recommendRouting(
    @Me() me: Principal,
    @Body() { call }: RecommendDto,
  ): Promise<RecommendationsDto> {
    const asked = call ? { ...(await this.asked(me, call)), at: call.at ?? null } : null;
    const { changes, agents, ...rest } = await this.recommendations.recommend(me.clientId, asked);
    return { ...rest, changes: [...changes], agents: agents && [...agents] };
  }

  /** @throws TeamErrors.TEAM_NOT_FOUND, CommonErrors.VALIDATION_ERROR without team and sector */
  private async asked(
    { clientId }: Principal,
    { teamId, sector, capabilities = [] }: AskedCallDto,
  ): Promise<{ teamId: TeamId | null; sector: string | null; capabilities: string[] }> {
    if (teamId) {
      const { id } = await this.teams.get(clientId, asTeamId(teamId));
      return { teamId: id, sector: null, capabilities };
    }
    if (!sector) {
      throw CommonErrors.VALIDATION_ERROR({
        details: [{ field: 'sector', message: 'must be given, or a teamId' }],
      });
    }
    return { teamId: null, sector, capabilities };
  }

  private async lastAgent({ clientId }: Principal, text: string | null) {
    const { lastAgent } = (await this.settings.of(clientId)).rules;
    const phoneNumber = text === null ? null : normalisePhone(text);
    if (!lastAgent.isPreferred || phoneNumber === null) return null;
    const since = new Date(this.clock.now() - lastAgent.withinDays * DAY);
    return await this.calls.lastAgentOf(clientId, phoneNumber, since);
  }
}
