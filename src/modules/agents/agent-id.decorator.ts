import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { CommonErrors } from '../../common/errors.js';
import { asAgentId, type AgentId } from '../../common/ids.js';

// Not `Param` with a pipe: the global pipe would have made numbers of `0x1` and `1e3` before.
const FromPath = createParamDecorator((name: string, context: ExecutionContext): AgentId => {
  const { params } = context.switchToHttp().getRequest<{ params: Record<string, string> }>();
  const text = params[name] ?? '';
  const id = Number(text);
  if (/^[1-9]\d{0,15}$/.test(text) && Number.isSafeInteger(id)) return asAgentId(id);
  throw CommonErrors.VALIDATION_ERROR({
    details: [{ field: name, message: 'must be the whole number of an agent' }],
  });
});

/** An agent's id in a path (`@AgentIdParam() id: AgentId`): 400 for what is no whole number. */
export const AgentIdParam =
  (name = 'id'): ParameterDecorator =>
  (target, key, index) => {
    FromPath(name)(target, key, index);
    const method = key && Object.getOwnPropertyDescriptor(target, key);
    if (method) ApiParam({ name, type: Number, example: 17 })(target, key, method);
  };
