import { Body, Controller, Delete, Get, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiExtraModels, ApiTags } from '@nestjs/swagger';
import { pageRequest, type Page } from '../../common/page.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { eTag, IfMatch } from '../../platform/http/if-match.js';
import {
  CapabilityDto,
  CreateProfileDto,
  ListProfilesQuery,
  ProfileDto,
  UpdateProfileDto,
} from './sector-agents.dto.js';
import { SectorAgentsService } from './sector-agents.service.js';

interface Reply {
  header(name: string, value: string): unknown;
}

@ApiTags('sector agents')
@ApiBearerAuth()
@ApiExtraModels(CapabilityDto)
@Controller('api/sector-agents')
export class SectorAgentsController {
  constructor(private readonly profiles: SectorAgentsService) {}

  /** Routing profiles that match every filter, by sector. */
  @Get()
  @Can('sector-agents:read')
  @AnswersPage(ProfileDto)
  async listSectorAgents(
    @Me() me: Principal,
    @Query() query: ListProfilesQuery,
  ): Promise<Page<ProfileDto>> {
    const { page, limit, ...filter } = query;
    return await this.profiles.list(me.clientId, filter, pageRequest(page, limit));
  }

  /** Makes an agent known to a sector. */
  @Post()
  @Can('sector-agents:write')
  @Idempotent()
  @Fails('PROFILE_EXISTS', 'AGENT_NOT_FOUND')
  async createSectorAgent(
    @Me() me: Principal,
    @Body() body: CreateProfileDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ProfileDto> {
    const profile = await this.profiles.create(me.clientId, body);
    reply.header('ETag', eTag(profile.version));
    return profile;
  }

  /** One profile; the `ETag` is its version. */
  @Get(':id')
  @Can('sector-agents:read')
  @Fails('PROFILE_NOT_FOUND')
  async getSectorAgent(
    @Me() me: Principal,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ProfileDto> {
    const profile = await this.profiles.get(me.clientId, id);
    reply.header('ETag', eTag(profile.version));
    return profile;
  }

  /** Changes what is given; from the next call on, routing follows. */
  @Put(':id')
  @Can('sector-agents:write')
  @Fails('PROFILE_NOT_FOUND', 'PROFILE_EXISTS', 'VERSION_CONFLICT')
  async updateSectorAgent(
    @Me() me: Principal,
    @Param('id') id: string,
    @Body() body: UpdateProfileDto,
    @IfMatch() expected: number | null,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ProfileDto> {
    const profile = await this.profiles.update(me.clientId, id, body, expected);
    reply.header('ETag', eTag(profile.version));
    return profile;
  }

  /** Removes a profile, unless its agent holds a call. */
  @Delete(':id')
  @Can('sector-agents:write')
  @Fails('PROFILE_NOT_FOUND', 'PROFILE_IN_USE', 'VERSION_CONFLICT')
  async deleteSectorAgent(
    @Me() me: Principal,
    @Param('id') id: string,
    @IfMatch() expected: number | null,
  ): Promise<null> {
    await this.profiles.delete(me.clientId, id, expected);
    return null;
  }
}
