import { Body, Controller, Get, HttpCode, Param, Post, Put, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiParam, ApiTags } from '@nestjs/swagger';
import { Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { RateLimit } from '../../platform/http/rate-limit.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { ChannelAdminService } from './channel-admin.service.js';
import { ChannelDto, ChannelWithTokenDto, VoiceSetupDto } from './channel-answers.dto.js';
import { ChannelTypeGuard } from './channel-type.guard.js';
import { CHANNEL_TYPES, type ChannelType } from './channel.types.js';
import { ChangedChannelDto, ChannelStatusDto, NewChannelDto } from './channels.dto.js';

const TypeParam = () => ApiParam({ name: 'type', enum: CHANNEL_TYPES });

@ApiTags('channels')
@ApiBearerAuth()
@UseGuards(ChannelTypeGuard)
@Controller('api/channels')
export class ChannelsController {
  constructor(private readonly channels: ChannelAdminService) {}

  /** The company's channels. */
  @Get()
  @Can('channels:read')
  async listChannels(@Me() me: Principal): Promise<ChannelDto[]> {
    return await this.channels.list(me.clientId);
  }

  /** Connects a channel; answers with the token of its webhook addresses. */
  @Post()
  @Can('channels:write')
  @Idempotent()
  @Fails('CHANNEL_EXISTS', 'CHANNEL_TYPE_UNKNOWN')
  async createChannel(
    @Me() me: Principal,
    @Body() body: NewChannelDto,
  ): Promise<ChannelWithTokenDto> {
    return await this.channels.create(me.clientId, body);
  }

  /** What to enter at Exotel, applet by applet. */
  @Get('voice/setup')
  @Can('channels:read')
  @Fails('CHANNEL_NOT_FOUND')
  async getVoiceSetup(@Me() me: Principal): Promise<VoiceSetupDto> {
    return await this.channels.setup(me.clientId);
  }

  /** One channel with its webhook token. */
  @Get(':type')
  @TypeParam()
  @Can('channels:read')
  @Fails('CHANNEL_NOT_FOUND', 'CHANNEL_TYPE_UNKNOWN')
  async getChannel(
    @Me() me: Principal,
    @Param('type') type: ChannelType,
  ): Promise<ChannelWithTokenDto> {
    return await this.channels.get(me.clientId, type);
  }

  /** Changes what is sent; a credential sent back as it was shown is unchanged. */
  @Put(':type')
  @TypeParam()
  @ApiHeader({ name: 'If-Match', required: false, description: 'the version that was read' })
  @Can('channels:write')
  @Fails('CHANNEL_NOT_FOUND', 'CHANNEL_TYPE_UNKNOWN', 'VERSION_CONFLICT')
  async updateChannel(
    @Me() me: Principal,
    @Param('type') type: ChannelType,
    @Body() body: ChangedChannelDto,
    @IfMatch() ifVersion: number | null,
  ): Promise<ChannelWithTokenDto> {
    return await this.channels.update(me.clientId, type, body, ifVersion);
  }

  /** Turns a channel on or off. */
  @Put(':type/status')
  @TypeParam()
  @Can('channels:write')
  @Fails('CHANNEL_NOT_FOUND', 'CHANNEL_TYPE_UNKNOWN')
  async setChannelStatus(
    @Me() me: Principal,
    @Param('type') type: ChannelType,
    @Body() body: ChannelStatusDto,
  ): Promise<ChannelWithTokenDto> {
    return await this.channels.setStatus(me.clientId, type, body.isActive);
  }

  /** New webhook addresses; the old ones work for 24 hours more. */
  @Post(':type/rotate-token')
  @HttpCode(200)
  @TypeParam()
  @Can('channels:write')
  @Idempotent()
  @RateLimit({ name: 'rotate-token', points: 5, seconds: 60 })
  @Fails('CHANNEL_NOT_FOUND', 'CHANNEL_TYPE_UNKNOWN', 'RATE_LIMITED')
  async rotateChannelToken(
    @Me() me: Principal,
    @Param('type') type: ChannelType,
  ): Promise<ChannelWithTokenDto> {
    return await this.channels.rotateToken(me.clientId, type);
  }
}
