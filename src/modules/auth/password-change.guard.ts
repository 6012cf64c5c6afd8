import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { CommonErrors } from '../../common/errors.js';
import { PUBLIC, type Principal } from '../../platform/http/auth.decorators.js';
import { AuthErrors } from './auth.errors.js';
import { SessionChecks } from './session-checks.js';

const BEFORE_CHANGE = 'crosspoint:before-password-change';

/** A route that works also while the password must be changed. */
export const BeforePasswordChange = () => SetMetadata(BEFORE_CHANGE, true);

/** Runs after the guard of the token: `mustChangePassword` closes every other route. */
@Injectable()
export class PasswordChangeGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly checks: SessionChecks,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, targets)) return true;
    const { user } = context.switchToHttp().getRequest<{ user?: Principal }>();
    // No caller here means that the guards run in the wrong order: refuse rather than let pass.
    if (!user) throw CommonErrors.UNAUTHENTICATED();
    // A key is no password.
    if (user.apiKey) return true;
    if (this.reflector.getAllAndOverride<boolean>(BEFORE_CHANGE, targets)) return true;
    if (await this.checks.mustChangePassword(user)) throw AuthErrors.PASSWORD_CHANGE_REQUIRED();
    return true;
  }
}
