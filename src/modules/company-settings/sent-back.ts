import { CommonErrors } from '../../common/errors.js';

/** A changed copy of what was read: the fields that may be changed, and the version that was read. */
export interface SentBack {
  readonly given: unknown;
  readonly version: number | null;
}

/**
 * Whoever reads settings, changes a field and sends the whole back sends the fields beside them
 * too. They change nothing; but `version` counts like `If-Match`.
 * @throws CommonErrors.VALIDATION_ERROR
 */
export function sentBack(
  body: unknown,
  ifMatch: number | null,
  readOnly: readonly string[],
): SentBack {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw CommonErrors.VALIDATION_ERROR({ message: 'The body must be a JSON object' });
  }
  const { version, ...rest } = body as Readonly<Record<string, unknown>>;
  if (version !== undefined && !Number.isSafeInteger(version)) {
    const details = [{ field: 'version', message: 'must be the whole number that was read' }];
    throw CommonErrors.VALIDATION_ERROR({ details });
  }
  const given = Object.fromEntries(Object.entries(rest).filter(([key]) => !readOnly.includes(key)));
  return { given, version: ifMatch ?? (version as number | undefined) ?? null };
}
