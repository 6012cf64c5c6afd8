import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CommonErrors, DomainError, type ErrorKind } from '../../common/errors.js';
import { Log } from '../logging/log.js';
import { currentContext } from '../mongo/request-context.js';

/** The one place that knows which error is which HTTP status. */
export const STATUS_OF: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  precondition_failed: 412,
  too_large: 413,
  unsupported_media: 415,
  range_not_satisfiable: 416,
  unprocessable: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
};

const MONGO_IS_AWAY =
  /^Mongo(Network|ServerSelection|NotConnected|PoolCleared|TopologyClosed|WaitQueue)|^MongooseServerSelection/;

/** What a framework's refusal means here. */
const BY_STATUS: Readonly<Record<number, () => DomainError>> = {
  401: () => CommonErrors.UNAUTHENTICATED(),
  403: () => CommonErrors.FORBIDDEN(),
  404: () => CommonErrors.NOT_FOUND(),
  405: () => CommonErrors.METHOD_NOT_ALLOWED(),
  413: () => CommonErrors.PAYLOAD_TOO_LARGE(),
  414: () => CommonErrors.PAYLOAD_TOO_LARGE({ message: 'The address is too long' }),
  415: () => CommonErrors.UNSUPPORTED_MEDIA_TYPE(),
};

/** Any error as one of ours; what is unknown becomes INTERNAL and keeps its text to the log. */
export function toDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const status =
    error instanceof HttpException
      ? error.getStatus()
      : (error as { statusCode?: number } | null)?.statusCode;
  const known = status === undefined ? undefined : BY_STATUS[status]?.();
  if (known) return known;
  if (status !== undefined && status >= 400 && status < 500) {
    return CommonErrors.VALIDATION_ERROR({ message: 'The request cannot be read' });
  }
  if (MONGO_IS_AWAY.test((error as { name?: string } | null)?.name ?? '')) {
    return CommonErrors.UNAVAILABLE({ retryAfterSeconds: 2 });
  }
  return CommonErrors.INTERNAL();
}

/** The body of an error, for HTTP and for acknowledgements of sockets. */
export function errorBody(error: DomainError) {
  return {
    success: false as const,
    error: {
      code: error.code,
      message: error.message,
      ...(error.details && { details: error.details }),
      requestId: currentContext()?.requestId ?? '',
    },
  };
}

/** Who was refused, and why, is looked for when somebody tries doors. */
const ABOUT_SECURITY: ReadonlySet<ErrorKind> = new Set([
  'unauthenticated',
  'forbidden',
  'rate_limited',
]);

interface Reply {
  header(name: string, value: string): unknown;
}

@Catch()
export class ErrorsFilter implements ExceptionFilter {
  constructor(
    private readonly adapters: HttpAdapterHost,
    private readonly log: Log,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const error = toDomainError(thrown);
    const reply = host.switchToHttp().getResponse<Reply>();
    const kind = ABOUT_SECURITY.has(error.kind) && { kind: 'security' };
    const fields = { ...kind, code: error.code, ...error.context };
    if (error.kind === 'internal' || error.kind === 'unavailable') {
      this.log.error('request failed', { ...fields, error: thrown });
    } else if (error.log === 'warn') {
      this.log.warn('request refused', fields);
    } else {
      this.log.debug('request refused', fields);
    }
    const retryAfter = error.retryAfterSeconds ?? (error.kind === 'unavailable' ? 2 : undefined);
    if (retryAfter !== undefined) reply.header('Retry-After', String(Math.ceil(retryAfter)));
    this.adapters.httpAdapter.reply(reply, errorBody(error), STATUS_OF[error.kind]);
  }
}
