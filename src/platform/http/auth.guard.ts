import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard as PassportGuard } from '@nestjs/passport';
import { CommonErrors } from '../../common/errors.js';
import { currentContext } from '../mongo/request-context.js';
import { ApiKeyCheck } from './api-key-check.js';
import { PERMISSION, PUBLIC, SIGNED_IN_ONLY, type Principal } from './auth.decorators.js';
import { JwtStrategy } from './jwt.strategy.js';
import { allows, type Permission } from './roles.js';
import { API_KEY_PREFIX } from './token.js';

interface Request {
  readonly headers: { readonly authorization?: string };
  readonly params: Readonly<Record<string, unknown>> | null;
  readonly body: unknown;
  user: Principal;
}

/**
 * Deny by default: a route is public, or its caller has a good token and a role that allows it, or
 * an API key with that scope. A `clientId` that the request names must be the caller's.
 */
@Injectable()
export class AuthGuard extends PassportGuard('jwt') {
  constructor(
    private readonly reflector: Reflector,
    private readonly apiKeys: ApiKeyCheck,
    private readonly tokens: JwtStrategy,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, targets)) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const token = tokenIn(request.headers.authorization);
    const known = token.startsWith(API_KEY_PREFIX)
      ? await this.apiKeys.principalOf(token)
      : await this.tokens.recognise(token);
    if (known) request.user = enter(known);
    else await super.canActivate(context);
    const { user } = request;
    const permissions = this.reflector.getAllAndOverride<Permission[] | undefined>(
      PERMISSION,
      targets,
    );
    const isSignedInOnly = this.reflector.getAllAndOverride<boolean>(SIGNED_IN_ONLY, targets);
    if (permissions === undefined) throw CommonErrors.FORBIDDEN();
    mustBeAllowed(user, permissions, isSignedInOnly);
    mustBeOwnTenant(request);
    return true;
  }

  override handleRequest<User>(error: unknown, user: User | false): User {
    if (error instanceof Error) throw error;
    if (!user) throw CommonErrors.UNAUTHENTICATED();
    enter(user as unknown as Principal);
    return user;
  }
}

function tokenIn(header: string | undefined): string {
  const [, token] = /^bearer\s+(\S+)\s*$/i.exec(header ?? '') ?? [];
  return token ?? '';
}

/** From here on the request's queries and log lines are the caller's. */
function enter(principal: Principal): Principal {
  const current = currentContext();
  if (current) {
    current.clientId = principal.clientId;
    current.agentId = principal.agentId;
  }
  return principal;
}

function mustBeAllowed(
  { role, apiKey }: Principal,
  permissions: readonly Permission[],
  isSignedInOnly: boolean,
): void {
  if (!apiKey) {
    if (!permissions.some((permission) => allows(role, permission))) throw CommonErrors.FORBIDDEN();
    return;
  }
  if (isSignedInOnly) throw CommonErrors.FORBIDDEN({ message: 'This is not for API keys' });
  if (!permissions.some((permission) => apiKey.scopes.has(permission))) {
    const wanted = permissions.join(' or ');
    throw CommonErrors.FORBIDDEN({ message: `This API key may not do that: ${wanted}` });
  }
}

function mustBeOwnTenant({ params, body, user }: Request): void {
  for (const source of [params, body]) {
    if (typeof source !== 'object' || source === null || !Object.hasOwn(source, 'clientId'))
      continue;
    const { clientId } = source as { clientId: unknown };
    if (clientId !== undefined && clientId !== user.clientId) throw CommonErrors.TENANT_MISMATCH();
  }
}
