import { Controller, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { RateLimit } from '../../platform/http/rate-limit.js';
import { TestResultDto } from '../channels/channel-answers.dto.js';
import { ChannelTypeGuard } from '../channels/channel-type.guard.js';
import { CHANNEL_TYPES, type ChannelType } from '../channels/channel.types.js';
import { VoiceSetupDto } from './channel-setup.dto.js';
import { ChannelTests } from './channel-tests.service.js';
import { VoiceSetup } from './voice-setup.service.js';

const TypeParam = () => ApiParam({ name: 'type', enum: CHANNEL_TYPES });
/** Each test speaks with somebody else's server. */
const TEST_LIMIT = { name: 'test-channel', points: 10, seconds: 60 };

@ApiTags('channels')
@ApiBearerAuth()
@UseGuards(ChannelTypeGuard)
@Controller('api')
export class ChannelSetupController {
  constructor(
    private readonly setup: VoiceSetup,
    private readonly tests: ChannelTests,
  ) {}

  /** What to enter at Exotel, applet by applet, and when each address was called last. */
  @Get('channels/voice/setup')
  @Can('channels:read')
  @Fails('CHANNEL_NOT_FOUND')
  async getVoiceSetup(@Me() me: Principal): Promise<VoiceSetupDto> {
    return await this.setup.of(me.clientId);
  }

  /**
   * Really connects with the stored settings: looks the account up at Exotel, or signs in at the
   * mail server. Ten seconds at most; sends no message and places no call.
   */
  @Post('channels/:type/test')
  @HttpCode(200)
  @TypeParam()
  @Can('channels:write')
  @RateLimit(TEST_LIMIT)
  @ApiOkResponse({ type: TestResultDto })
  @Fails('CHANNEL_NOT_FOUND', 'CHANNEL_TYPE_UNKNOWN', 'RATE_LIMITED')
  async testChannel(@Me() me: Principal, @Param('type') type: ChannelType): Promise<TestResultDto> {
    return await this.tests.test(me.clientId, type, me.agentId);
  }

  /** The same as the channel's own test. */
  @Post('settings/channels/:type/test')
  @HttpCode(200)
  @TypeParam()
  @Can('channels:write')
  @RateLimit(TEST_LIMIT)
  @ApiOkResponse({ type: TestResultDto })
  @Fails('CHANNEL_NOT_FOUND', 'CHANNEL_TYPE_UNKNOWN', 'RATE_LIMITED')
  async testChannelOfSettings(
    @Me() me: Principal,
    @Param('type') type: ChannelType,
  ): Promise<TestResultDto> {
    return await this.tests.test(me.clientId, type, me.agentId);
  }
}
