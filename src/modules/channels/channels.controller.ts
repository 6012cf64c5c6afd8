import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  Res,
  UseGuards,
} from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiParam, ApiTags } from '@nestjs/swagger';
import { Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { ClientIp } from '../../platform/http/client-ip.decorator.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { eTag, IfMatch } from '../../platform/http/if-match.js';
import { RateLimit } from '../../platform/http/rate-limit.js';
import { actorOf } from '../settings/settings-audit.domain.js';
import { ChannelAdminService, type ChannelCommand } from './channel-admin.service.js';
import {
  AnswersChannel,
  AnswersChannels,
  ChannelStateDto,
  TakesChannel,
  type ChannelDto,
  type ChannelWithTokenDto,
} from './channel-answers.dto.js';
import { ChangedChannelBody, NewChannelBody } from './channel-body.pipe.js';
import { ChannelReads } from './channel-reads.service.js';
import type { ChannelDocument } from './channel.schema.js';
import { ChannelTypeGuard } from './channel-type.guard.js';
import { CHANNEL_TYPES, type ChannelType } from './channel.types.js';
import {
  ChannelStatusDto,
  DeleteChannelQuery,
  type ChangedChannel,
  type NewChannel,
} from './channels.dto.js';

const TypeParam = () => ApiParam({ name: 'type', enum: CHANNEL_TYPES });
const IfMatchHeader = () =>
  ApiHeader({ name: 'If-Match', required: false, description: 'the version that was read' });

interface Reply {
  header(name: string, value: string): unknown;
}

@ApiTags('channels')
@ApiBearerAuth()
@UseGuards(ChannelTypeGuard)
@Controller('api')
export class ChannelsController {
  constructor(
    private readonly admin: ChannelAdminService,
    private readonly reads: ChannelReads,
  ) {}

  /** The company's channels. */
  @Get('channels')
  @Can('channels:read')
  @AnswersChannels()
  async listChannels(@Me() me: Principal): Promise<ChannelDto[]> {
    return await this.reads.list(me.clientId);
  }

  /** Every channel type with its state, in a fixed order. */
  @Get('settings/channels')
  @Can('settings:read')
  async listChannelStates(@Me() me: Principal): Promise<ChannelStateDto[]> {
    return await this.reads.states(me.clientId);
  }

  /** Connects a channel; answers with the token of its webhook addresses. */
  @Post('channels')
  @Can('channels:write')
  @Idempotent()
  @TakesChannel('create')
  @AnswersChannel(201)
  @Fails('CHANNEL_EXISTS', 'CHANNEL_TYPE_UNKNOWN')
  async createChannel(
    @Me() me: Principal,
    @NewChannelBody() body: NewChannel,
    @ClientIp() ip: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChannelWithTokenDto> {
    const by = { actor: actorOf(me), ip };
    return this.answer(reply, await this.admin.create(me.clientId, body, by));
  }

  /** One channel with its webhook token. The `ETag` is its version. */
  @Get('channels/:type')
  @TypeParam()
  @Can('channels:read')
  @AnswersChannel()
  @Fails('CHANNEL_NOT_FOUND', 'CHANNEL_TYPE_UNKNOWN')
  async getChannel(
    @Me() me: Principal,
    @Param('type') type: ChannelType,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChannelWithTokenDto> {
    const channel = await this.reads.get(me.clientId, type);
    reply.header('ETag', eTag(channel.version));
    return channel;
  }

  /** Changes what is sent; a credential sent back as it was shown is unchanged. */
  @Put('channels/:type')
  @TypeParam()
  @IfMatchHeader()
  @Can('channels:write')
  @TakesChannel('change')
  @AnswersChannel()
  @Fails('CHANNEL_NOT_FOUND', 'CHANNEL_TYPE_UNKNOWN', 'VERSION_CONFLICT')
  async updateChannel(
    @Me() me: Principal,
    @Param('type') type: ChannelType,
    @ChangedChannelBody() body: ChangedChannel,
    @IfMatch() ifVersion: number | null,
    @ClientIp() ip: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChannelWithTokenDto> {
    const command = commandOf(me, type, ip, ifVersion);
    return this.answer(reply, await this.admin.update(command, body));
  }

  /** Turns a channel on or off. */
  @Put('channels/:type/status')
  @TypeParam()
  @IfMatchHeader()
  @Can('channels:write')
  @AnswersChannel()
  @Fails('CHANNEL_NOT_FOUND', 'CHANNEL_TYPE_UNKNOWN', 'VERSION_CONFLICT')
  async setChannelStatus(
    @Me() me: Principal,
    @Param('type') type: ChannelType,
    @Body() body: ChannelStatusDto,
    @IfMatch() ifVersion: number | null,
    @ClientIp() ip: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChannelWithTokenDto> {
    const command = commandOf(me, type, ip, ifVersion);
    return this.answer(reply, await this.admin.setStatus(command, body.isActive));
  }

  /** New webhook addresses; the old ones work for 24 hours more. */
  @Post('channels/:type/rotate-token')
  @HttpCode(200)
  @TypeParam()
  @IfMatchHeader()
  @Can('channels:write')
  @Idempotent()
  @RateLimit({ name: 'rotate-token', points: 5, seconds: 60 })
  @AnswersChannel()
  @Fails('CHANNEL_NOT_FOUND', 'CHANNEL_TYPE_UNKNOWN', 'VERSION_CONFLICT', 'RATE_LIMITED')
  async rotateChannelToken(
    @Me() me: Principal,
    @Param('type') type: ChannelType,
    @IfMatch() ifVersion: number | null,
    @ClientIp() ip: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChannelWithTokenDto> {
    const command = commandOf(me, type, ip, ifVersion);
    return this.answer(reply, await this.admin.rotateToken(command));
  }

  /** Deletes a channel with its secrets. While calls are live only with `force=true`: they end. */
  @Delete('channels/:type')
  @TypeParam()
  @IfMatchHeader()
  @Can('channels:write')
  @Fails('CHANNEL_NOT_FOUND', 'CHANNEL_TYPE_UNKNOWN', 'CHANNEL_IN_USE', 'VERSION_CONFLICT')
  async deleteChannel(
    @Me() me: Principal,
    @Param('type') type: ChannelType,
    @Query() query: DeleteChannelQuery,
    @IfMatch() ifVersion: number | null,
    @ClientIp() ip: string,
  ): Promise<null> {
    await this.admin.delete(commandOf(me, type, ip, ifVersion), query.force ?? false);
    return null;
  }

  private answer(reply: Reply, channel: ChannelDocument): ChannelWithTokenDto {
    reply.header('ETag', eTag(channel.version));
    return this.reads.withToken(channel);
  }
}

const commandOf = (
  me: Principal,
  type: ChannelType,
  ip: string,
  ifVersion: number | null,
): ChannelCommand => ({
  clientId: me.clientId,
  type,
  by: { actor: actorOf(me), ip },
  ifVersion,
});
