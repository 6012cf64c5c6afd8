import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { AgentId, SessionId, TenantId } from '../../common/ids.js';
import type { Permission, Role } from './roles.js';

/** Who asks, as its checked token says. */
export interface Principal {
  readonly agentId: AgentId;
  readonly clientId: TenantId;
  readonly role: Role;
  readonly sessionId: SessionId;
}

export const PUBLIC = 'crosspoint:public';
export const PERMISSION = 'crosspoint:permission';

/** A route without a token: sign-in, webhooks, health. */
export const Public = () => SetMetadata(PUBLIC, true);
/** What the caller's role must allow. */
export const Can = (permission: Permission) => SetMetadata(PERMISSION, permission);

/** The signed-in caller of a route. */
export const Me = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { user } = context.switchToHttp().getRequest<{ user: Principal }>();
  return user;
});
