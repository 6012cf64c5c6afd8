import { knownErrors } from '../../common/errors.js';
import { STATUS_OF } from './errors.filter.js';

/** The text of `docs/errors.md`, from the definitions that are loaded. */
export function errorsDocument(): string {
  const rows = [...knownErrors()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { kind, message, retryable }]) => {
      const again = retryable ? 'yes' : '';
      return `| \`${code}\` | ${STATUS_OF[kind]} | ${message} | ${again} |`;
    });
  return [
    '# Errors',
    '',
    'Made from the definitions in the code. The code is the contract; the message may change.',
    '',
    '| code | status | message | try again |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
