import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Principal } from '../../platform/http/auth.decorators.js';
import type { ChangedBy } from './settings-audit.types.js';

interface Request {
  readonly user: Principal;
  readonly ip: string;
}

/** Who changes a setting with this request, and from where, for the record. */
export const By = createParamDecorator((_: unknown, context: ExecutionContext): ChangedBy => {
  const { user, ip } = context.switchToHttp().getRequest<Request>();
  const { apiKey, agentId } = user;
  return { actor: apiKey ? { apiKeyId: apiKey.id } : { agentId }, ip };
});
