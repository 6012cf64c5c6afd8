/** What went wrong, in general; `platform/http` has the one table from kind to HTTP status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict'
  | 'precondition_failed'
  | 'too_large'
  | 'unsupported_media'
  | 'range_not_satisfiable'
  | 'unprocessable'
  | 'rate_limited'
  | 'internal'
  | 'unavailable';

export interface ErrorDefinition {
  readonly kind: ErrorKind;
  /** What a user reads; may change, unlike the code. */
  readonly message: string;
  readonly log: 'debug' | 'info' | 'warn' | 'error';
  /** May the same work succeed later without a change? Workers read this. */
  readonly retryable?: boolean;
}

export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

export interface ErrorOptions {
  readonly message?: string;
  readonly details?: readonly FieldProblem[];
  readonly retryAfterSeconds?: number;
  /** For the log only: ids, never personal data. */
  readonly context?: Readonly<Record<string, unknown>>;
}

/** A broken rule of the domain. Carries a stable code; knows nothing of HTTP. */
export class DomainError extends Error {
  readonly kind: ErrorKind;
  readonly log: ErrorDefinition['log'];
  readonly retryable: boolean;
  readonly details: readonly FieldProblem[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly context: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: string,
    definition: ErrorDefinition,
    options: ErrorOptions = {},
  ) {
    super(options.message ?? definition.message);
    this.name = 'DomainError';
    this.kind = definition.kind;
    this.log = definition.log;
    this.retryable = definition.retryable ?? false;
    this.details = options.details;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.context = options.context ?? {};
  }
}

const definitions = new Map<string, ErrorDefinition>();

/** Every code that the loaded modules define, for the documents. */
export function knownErrors(): ReadonlyMap<string, ErrorDefinition> {
  return definitions;
}

type ErrorFactories<T> = { readonly [Code in keyof T]: (options?: ErrorOptions) => DomainError };

/**
 * Makes one factory for each code: `throw CallErrors.CALL_NOT_FOUND()`.
 * @throws Error when a code is defined twice with different meanings
 */
export function defineErrors<T extends Record<string, ErrorDefinition>>(
  table: T,
): ErrorFactories<T> {
  const entries = Object.entries(table).map(([code, definition]) => {
    const known = definitions.get(code);
    if (known && known !== definition) throw new Error(`error code ${code} is defined twice`);
    definitions.set(code, definition);
    return [code, (options?: ErrorOptions) => new DomainError(code, definition, options)] as const;
  });
  return Object.fromEntries(entries) as ErrorFactories<T>;
}

/** Codes that no single module owns. */
export const CommonErrors = defineErrors({
  VALIDATION_ERROR: { kind: 'invalid', message: 'The request is not valid', log: 'info' },
  UNAUTHENTICATED: { kind: 'unauthenticated', message: 'Sign in first', log: 'info' },
  FORBIDDEN: { kind: 'forbidden', message: 'Your role does not allow this', log: 'info' },
  TENANT_MISMATCH: {
    kind: 'forbidden',
    message: 'This belongs to another company',
    log: 'warn',
  },
  ORIGIN_NOT_ALLOWED: {
    kind: 'forbidden',
    message: 'A page of this origin may not change anything',
    log: 'warn',
  },
  NOT_FOUND: { kind: 'not_found', message: 'There is nothing here', log: 'info' },
  METHOD_NOT_ALLOWED: {
    kind: 'method_not_allowed',
    message: 'This route has no such method',
    log: 'info',
  },
  VERSION_CONFLICT: {
    kind: 'precondition_failed',
    message: 'It changed since you read it',
    log: 'info',
  },
  PAYLOAD_TOO_LARGE: { kind: 'too_large', message: 'The body is too large', log: 'info' },
  UNSUPPORTED_MEDIA_TYPE: {
    kind: 'unsupported_media',
    message: 'This content type is not understood',
    log: 'info',
  },
  UNSUPPORTED_VERSION: { kind: 'invalid', message: 'This API version is unknown', log: 'info' },
  IDEMPOTENCY_KEY_REUSED: {
    kind: 'unprocessable',
    message: 'This Idempotency-Key was used with another body',
    log: 'info',
  },
  IDEMPOTENCY_IN_PROGRESS: {
    kind: 'conflict',
    message: 'The first request with this Idempotency-Key is still at work',
    log: 'info',
    retryable: true,
  },
  RATE_LIMITED: {
    kind: 'rate_limited',
    message: 'Too many requests',
    log: 'info',
    retryable: true,
  },
  OVERLOADED: {
    kind: 'unavailable',
    message: 'Too much work at once; try again',
    log: 'warn',
    retryable: true,
  },
  UNAVAILABLE: {
    kind: 'unavailable',
    message: 'A part of the system is down; try again',
    log: 'error',
    retryable: true,
  },
  INTERNAL: { kind: 'internal', message: 'Something went wrong on our side', log: 'error' },
});
