import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { CommonErrors } from '../../common/errors.js';

/** What no document's version is: the header was no version of ours. */
const NEVER = -1;

/** The version that the caller read (`If-Match: "3"`); null when it does not say. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext) =>
  readVersion(
    context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>().headers[
      'if-match'
    ],
  ),
);

/** The number in an ETag of ours. */
export function readVersion(header: string | undefined): number | null {
  if (header === undefined || header.trim() === '*') return null;
  const [, version] = /^\s*(?:W\/)?"?(\d{1,15})"?\s*$/.exec(header) ?? [];
  return version === undefined ? NEVER : Number(version);
}

/** A version as an ETag. */
export const eTag = (version: number): string => `"${version}"`;

/** @throws CommonErrors.VERSION_CONFLICT when the caller read another version */
export function mustMatch(expected: number | null, version: number): void {
  if (expected !== null && expected !== version) throw CommonErrors.VERSION_CONFLICT();
}
