import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { ClientIp } from '../../platform/http/client-ip.decorator.js';
import { RateLimit } from '../../platform/http/rate-limit.js';
import { Fails } from '../../platform/http/api-docs.js';
import { EraseCallerDto, ErasedDto } from './privacy.dto.js';
import { PrivacyService } from './privacy.service.js';

@ApiTags('privacy')
@ApiBearerAuth()
@Controller('api/privacy')
export class PrivacyController {
  constructor(private readonly privacy: PrivacyService) {}

  /** Forgets one caller's number and recordings everywhere; the calls stay in the figures. */
  @Post('erase')
  @HttpCode(200)
  @Can('admin:write')
  @RateLimit({ name: 'privacy-erase', points: 30, seconds: 60 })
  @Fails('RATE_LIMITED')
  async eraseCaller(
    @Me() me: Principal,
    @Body() { phoneNumber }: EraseCallerDto,
    @ClientIp() ip: string,
  ): Promise<ErasedDto> {
    const erased = await this.privacy.eraseCaller(me, phoneNumber, ip);
    return { erased, total: Object.values(erased).reduce((sum, count) => sum + count, 0) };
  }
}
