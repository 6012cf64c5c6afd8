import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Device } from './auth.types.js';

interface Request {
  readonly ip: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** The address and the program that a request came from. */
export const FromDevice = createParamDecorator((_: unknown, context: ExecutionContext): Device => {
  const { ip, headers } = context.switchToHttp().getRequest<Request>();
  return { ipAddress: ip, userAgent: headers['user-agent'] ?? '' };
});
