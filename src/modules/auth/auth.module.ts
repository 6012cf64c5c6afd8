import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { AgentsModule } from '../agents/agents.module.js';
import { AuthCleanup } from './auth-cleanup.schedule.js';
import { AuthController } from './auth.controller.js';
import { AgentSessionSchema, RefreshTokenSchema, SignInAttemptsSchema } from './auth.schema.js';
import { AuthService } from './auth.service.js';
import { PasswordChangeGuard } from './password-change.guard.js';
import { RefreshTokensRepository } from './refresh-tokens.repository.js';
import { SessionChecks } from './session-checks.js';
import { SessionManager } from './session-manager.service.js';
import { SessionsRepository } from './sessions.repository.js';
import { SignInAttemptsRepository } from './sign-in-attempts.repository.js';
import { SignInLock } from './sign-in-lock.service.js';
import { Tokens } from './tokens.js';

/** Sign-in and sessions. `app.module` binds `SessionCheck` to `SessionChecks`. */
@Module({
  imports: [
    AgentsModule,
    tenantModels({
      AgentSession: AgentSessionSchema,
      RefreshToken: RefreshTokenSchema,
      SignInAttempts: SignInAttemptsSchema,
    }),
  ],
  controllers: [AuthController],
  providers: [
    SessionsRepository,
    RefreshTokensRepository,
    SignInAttemptsRepository,
    SignInLock,
    Tokens,
    SessionManager,
    SessionChecks,
    AuthService,
    AuthCleanup,
    { provide: APP_GUARD, useClass: PasswordChangeGuard },
  ],
  exports: [SessionManager, SessionChecks, SignInLock, Tokens],
})
export class AuthModule {}
