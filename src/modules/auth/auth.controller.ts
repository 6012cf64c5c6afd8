import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { asSessionId } from '../../common/ids.js';
import { pageRequest, type Page } from '../../common/page.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import {
  Can,
  Me,
  Public,
  SignedInOnly,
  type Principal,
} from '../../platform/http/auth.decorators.js';
import { AnswerAs } from '../../platform/http/envelope.interceptor.js';
import { RateLimit } from '../../platform/http/rate-limit.js';
import { AgentDto } from '../agents/agents.dto.js';
import { AgentsService } from '../agents/agents.service.js';
import {
  ChangePasswordDto,
  DoneDto,
  ListSessionsQuery,
  LoginDto,
  RefreshDto,
  SessionDto,
  SignedInDto,
} from './auth.dto.js';
import { AuthService } from './auth.service.js';
import type { Device, Session } from './auth.types.js';
import { FromDevice } from './device.decorator.js';
import { BeforePasswordChange } from './password-change.guard.js';
import { SessionManager } from './session-manager.service.js';

@ApiTags('sign-in')
@AnswerAs('object')
@SignedInOnly()
@Controller('api/auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly sessions: SessionManager,
    private readonly agents: AgentsService,
  ) {}

  /**
   * Signs in by username or e-mail address. Five failures lock the account for 15 minutes.
   * @remarks A first password that was e-mailed, or that an admin set, is good for seven days (403 `PASSWORD_EXPIRED` after that).
   */
  @Post('login')
  @HttpCode(200)
  @Public()
  @RateLimit({ name: 'login', points: 20, seconds: 60 })
  @Fails('INVALID_CREDENTIALS', 'ACCOUNT_LOCKED', 'PASSWORD_EXPIRED', 'RATE_LIMITED')
  async login(@Body() body: LoginDto, @FromDevice() device: Device): Promise<SignedInDto> {
    return await this.auth.login(body.username ?? body.email ?? '', body.password, device);
  }

  /** Exchanges a refresh token. One that was used before ends its session. */
  @Post('refresh')
  @HttpCode(200)
  @Public()
  @RateLimit({ name: 'refresh', points: 120, seconds: 60 })
  @Fails('REFRESH_TOKEN_INVALID', 'REFRESH_TOKEN_REUSED', 'RATE_LIMITED')
  async refresh(@Body() body: RefreshDto, @FromDevice() device: Device): Promise<SignedInDto> {
    return await this.auth.refresh(body.refreshToken, device);
  }

  /** Ends this session at once, on every node. */
  @Post('logout')
  @HttpCode(200)
  @Can('own:read')
  @ApiBearerAuth()
  async logout(@Me() me: Principal): Promise<DoneDto> {
    await this.auth.logout(me);
    return { success: true, message: 'Signed out' };
  }

  /** The signed-in agent. */
  @Get('me')
  @Can('own:read')
  @ApiBearerAuth()
  async getMe(@Me() me: Principal): Promise<AgentDto> {
    return await this.agents.get(me.clientId, me.agentId);
  }

  /** Sets a new password; every other session of the agent ends. */
  @Post('change-password')
  @HttpCode(200)
  @Can('own:read')
  @BeforePasswordChange()
  @RateLimit({ name: 'change-password', points: 10, seconds: 60 })
  @ApiBearerAuth()
  @Fails('INVALID_CREDENTIALS', 'ACCOUNT_LOCKED', 'RATE_LIMITED')
  async changePassword(@Me() me: Principal, @Body() body: ChangePasswordDto): Promise<DoneDto> {
    await this.auth.changePassword(me, body.currentPassword, body.newPassword);
    return { success: true, message: 'Password changed' };
  }

  /** The caller's live sessions, the one used last first. */
  @Get('sessions')
  @Can('own:read')
  @ApiBearerAuth()
  @AnswersPage(SessionDto)
  async listSessions(
    @Me() me: Principal,
    @Query() query: ListSessionsQuery,
  ): Promise<Page<SessionDto>> {
    const request = pageRequest(query.page, query.limit);
    const page = await this.sessions.getActiveSessions(me.clientId, me.agentId, request);
    return { ...page, items: page.items.map((session) => toDto(session, me)) };
  }

  /** Ends one of the caller's sessions. */
  @Delete('sessions/:id')
  @Can('own:read')
  @ApiBearerAuth()
  @Fails('SESSION_NOT_FOUND')
  async endSession(@Me() me: Principal, @Param('id') id: string): Promise<DoneDto> {
    await this.auth.endSession(me, asSessionId(id));
    return { success: true, message: 'Session ended' };
  }
}

function toDto(session: Session, me: Principal): SessionDto {
  const { id, ipAddress, userAgent, startedAt, lastActivity } = session;
  return { id, ipAddress, userAgent, startedAt, lastActivity, isCurrent: id === me.sessionId };
}
