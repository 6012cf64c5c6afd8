import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { AgentsModule } from '../agents/agents.module.js';
import { AgentAccessController } from './agent-access.controller.js';
import { AuthCleanup } from './auth-cleanup.schedule.js';
import { AuthController } from './auth.controller.js';
import { AgentSessionSchema, RefreshTokenSchema, SignInAttemptsSchema } from './auth.schema.js';
import { AuthService } from './auth.service.js';
import { LeavingAgents } from './leaving-agents.js';
import { PasswordChangeGuard } from './password-change.guard.js';
import { RefreshTokensRepository } from './refresh-tokens.repository.js';
import { SessionChecks } from './session-checks.js';
import { SessionManager } from './session-manager.service.js';
import { SessionsRepository } from './sessions.repository.js';
import { SignInAttemptsRepository } from './sign-in-attempts.repository.js';
import { SignInLock } from './sign-in-lock.service.js';
import { Tokens } from './tokens.js';

/** Sign-in and sessions. `app.module` binds `SessionCheck` to `SessionChecks`, `AgentSessions` to `LeavingAgents`. */
@Module({
  imports: [
    AgentsModule,
    tenantModels({
      AgentSession: AgentSessionSchema,
      RefreshToken: RefreshTokenSchema,
      SignInAttempts: SignInAttemptsSchema,
    }),
  ],
  controllers: [AuthController, AgentAccessController],
  providers: [
    SessionsRepository,
    RefreshTokensRepository,
    SignInAttemptsRepository,
    SignInLock,
    Tokens,
    SessionManager,
    SessionChecks,
    LeavingAgents,
    AuthService,
    AuthCleanup,
    { provide: APP_GUARD, useClass: PasswordChangeGuard },
  ],
  exports: [SessionManager, SessionChecks, LeavingAgents, SignInLock, Tokens],
})
export class AuthModule {}
