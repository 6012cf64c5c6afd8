import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { AgentId } from '../../common/ids.js';
import { Fails } from '../../platform/http/api-docs.js';
import { Can, Me, SignedInOnly, type Principal } from '../../platform/http/auth.decorators.js';
import { AnswerAs } from '../../platform/http/envelope.interceptor.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { RateLimit } from '../../platform/http/rate-limit.js';
import { AgentIdParam } from '../agents/agent-id.decorator.js';
import { DoneDto, PasswordResetDto, ResetPasswordDto } from './auth.dto.js';
import { AuthService } from './auth.service.js';

/** What an admin does for somebody who cannot sign in. */
@ApiTags('agents')
@ApiBearerAuth()
@AnswerAs('object')
@SignedInOnly()
@Controller('api/agents/:id')
export class AgentAccessController {
  constructor(private readonly auth: AuthService) {}

  /**
   * Sets a temporary password, which must be changed first; every session of the agent ends.
   * @remarks It is good for seven days.
   */
  @Post('reset-password')
  @HttpCode(200)
  @Can('admin:write')
  @Idempotent()
  @RateLimit({ name: 'reset-password', points: 10, seconds: 60 })
  @Fails('AGENT_NOT_FOUND', 'RATE_LIMITED')
  async resetAgentPassword(
    @Me() me: Principal,
    @AgentIdParam() id: AgentId,
    @Body() { password }: ResetPasswordDto,
  ): Promise<PasswordResetDto> {
    const reset = await this.auth.resetPassword(me, id, password);
    return { success: true, message: 'Password reset', ...reset };
  }

  /** Opens a sign-in that failures have locked. One that is open stays so. */
  @Post('unlock')
  @HttpCode(200)
  @Can('admin:write')
  @Fails('AGENT_NOT_FOUND')
  async unlockAgent(@Me() me: Principal, @AgentIdParam() id: AgentId): Promise<DoneDto> {
    await this.auth.unlock(me, id);
    return { success: true, message: 'Sign-in unlocked' };
  }
}
