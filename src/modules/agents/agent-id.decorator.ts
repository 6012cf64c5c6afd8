import { Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { CommonErrors } from '../../common/errors.js';
import { asAgentId, type AgentId } from '../../common/ids.js';

/** An agent's id in a path, as the number it is. */
class AgentIdPipe implements PipeTransform<unknown, AgentId> {
  constructor(private readonly field: string) {}

  transform(value: unknown): AgentId {
    const text = String(value);
    const id = Number(text);
    if (/^[1-9]\d{0,15}$/.test(text) && Number.isSafeInteger(id)) return asAgentId(id);
    throw CommonErrors.VALIDATION_ERROR({
      details: [{ field: this.field, message: 'must be the whole number of an agent' }],
    });
  }
}

/** `@AgentIdParam() id: AgentId`: 400 for what is no whole number. */
export const AgentIdParam =
  (name = 'id'): ParameterDecorator =>
  (target, key, index) => {
    Param(name, new AgentIdPipe(name))(target, key, index);
    const method = key && Object.getOwnPropertyDescriptor(target, key);
    if (method) ApiParam({ name, type: Number, example: 17 })(target, key, method);
  };
