import { defineErrors } from '../../common/errors.js';

export const AuthErrors = defineErrors({
  INVALID_CREDENTIALS: {
    kind: 'unauthenticated',
    message: 'The name or the password is wrong',
    log: 'info',
  },
  ACCOUNT_LOCKED: {
    kind: 'rate_limited',
    message: 'Too many failed sign-ins; try again later',
    log: 'warn',
  },
  PASSWORD_EXPIRED: {
    kind: 'forbidden',
    message: 'This first password is too old to sign in with; ask an admin for a new one',
    log: 'info',
  },
  REFRESH_TOKEN_INVALID: {
    kind: 'unauthenticated',
    message: 'This refresh token is not valid; sign in again',
    log: 'info',
  },
  REFRESH_TOKEN_REUSED: {
    kind: 'unauthenticated',
    message: 'This refresh token was used before; its session has ended',
    log: 'warn',
  },
  PASSWORD_CHANGE_REQUIRED: {
    kind: 'forbidden',
    message: 'Change your password first',
    log: 'info',
  },
  SESSION_NOT_FOUND: { kind: 'not_found', message: 'There is no such session', log: 'info' },
});
