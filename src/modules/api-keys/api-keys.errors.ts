import { defineErrors } from '../../common/errors.js';

export const ApiKeyErrors = defineErrors({
  API_KEY_NOT_FOUND: { kind: 'not_found', message: 'There is no such API key', log: 'info' },
  API_KEY_INVALID: {
    kind: 'unauthenticated',
    message: 'This is no API key of ours',
    log: 'warn',
  },
  API_KEY_EXPIRED: { kind: 'unauthenticated', message: 'This API key has expired', log: 'info' },
  API_KEY_REVOKED: {
    kind: 'unauthenticated',
    message: 'This API key was revoked, or its agent is inactive',
    log: 'warn',
  },
});
