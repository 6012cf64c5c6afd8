import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** The address that a request came from. */
export const ClientIp = createParamDecorator(
  (_: unknown, context: ExecutionContext): string =>
    context.switchToHttp().getRequest<{ readonly ip: string }>().ip,
);
