import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard as PassportGuard } from '@nestjs/passport';
import { CommonErrors, DomainError } from '../../common/errors.js';
import { currentContext } from '../mongo/request-context.js';
import { PERMISSION, PUBLIC, type Principal } from './auth.decorators.js';
import { allows, type Permission } from './roles.js';

/** Deny by default: a route is public, or its caller has a good token and a role that allows it. */
@Injectable()
export class AuthGuard extends PassportGuard('jwt') {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, targets)) return true;
    await super.canActivate(context);
    const { user } = context.switchToHttp().getRequest<{ user: Principal }>();
    const permission = this.reflector.getAllAndOverride<Permission>(PERMISSION, targets);
    if (permission === undefined || !allows(user.role, permission)) {
      throw CommonErrors.FORBIDDEN();
    }
    return true;
  }

  override handleRequest<User>(error: unknown, user: User | false): User {
    if (error instanceof DomainError) throw error;
    if (error instanceof Error) throw error;
    if (!user) throw CommonErrors.UNAUTHENTICATED();
    const principal = user as unknown as Principal;
    const current = currentContext();
    if (current) {
      current.clientId = principal.clientId;
      current.agentId = principal.agentId;
    }
    return user;
  }
}
