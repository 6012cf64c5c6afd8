import {
  applyDecorators,
  createParamDecorator,
  SetMetadata,
  type ExecutionContext,
} from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { AgentId, ApiKeyId, SessionId, TenantId } from '../../common/ids.js';
import { allows, type Permission, type Role } from './roles.js';

/** Who asks, as its checked token or API key says. */
export interface Principal {
  /** Of an API key that acts for no agent: who made it. */
  readonly agentId: AgentId;
  readonly clientId: TenantId;
  /**
   * `admin` reaches everybody's, others their own. A key that acts for an agent is never `admin`;
   * one that acts for none always is, but only within its scopes.
   */
  readonly role: Role;
  /** Of an API key: its own id. No route that asks for it takes one. */
  readonly sessionId: SessionId;
  readonly apiKey?: { readonly id: ApiKeyId; readonly scopes: ReadonlySet<Permission> };
}

/** Whose requests are counted together: an agent's, or a key's. */
export const accountOf = ({ apiKey, agentId }: Principal): string =>
  apiKey ? `key:${apiKey.id}` : String(agentId);

/** May this caller do that: by its role, or by its key's scopes? */
export const may = (
  { role, apiKey }: Pick<Principal, 'role' | 'apiKey'>,
  permission: Permission,
): boolean => (apiKey ? apiKey.scopes.has(permission) : allows(role, permission));

export const PUBLIC = 'crosspoint:public';
export const PERMISSION = 'crosspoint:permission';
export const SIGNED_IN_ONLY = 'crosspoint:signed-in-only';

/** A route without a token: sign-in, webhooks, health. */
export const Public = () => SetMetadata(PUBLIC, true);
/** What the caller's role, or its key's scopes, must allow: one of these. */
export const Can = (...permissions: readonly [Permission, ...Permission[]]) =>
  applyDecorators(
    SetMetadata(PERMISSION, permissions),
    ApiExtension('x-scope', permissions.join(' ')),
  );
/** Not for API keys, whatever their scopes: sign-in, and what could make a key stronger. */
export const SignedInOnly = () => SetMetadata(SIGNED_IN_ONLY, true);

/** The caller of a route. */
export const Me = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { user } = context.switchToHttp().getRequest<{ user: Principal }>();
  return user;
});
