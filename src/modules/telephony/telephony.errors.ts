import { defineErrors } from '../../common/errors.js';

export const TelephonyErrors = defineErrors({
  API_UNAVAILABLE: {
    kind: 'unavailable',
    message: 'The telephone company does not answer',
    log: 'warn',
    retryable: true,
  },
  PROVIDER_RATE_LIMITED: {
    kind: 'unavailable',
    message: 'The telephone company takes no more requests for now',
    log: 'warn',
    retryable: true,
  },
  PROVIDER_REFUSED: {
    kind: 'unprocessable',
    message: 'The telephone company refused the request: check the channel’s credentials',
    log: 'warn',
  },
  PROVIDER_BAD_REQUEST: {
    kind: 'unprocessable',
    message: 'The telephone company does not take the call as it was asked for',
    log: 'error',
  },
  PROVIDER_INVALID_NUMBER: {
    kind: 'unprocessable',
    message: 'The telephone company cannot dial this number',
    log: 'info',
  },
  PROVIDER_UNAUTHORIZED: {
    kind: 'unprocessable',
    message: 'The telephone company does not take the channel’s credentials',
    log: 'error',
  },
  PROVIDER_NO_CREDIT: {
    kind: 'unprocessable',
    message: 'The account at the telephone company has no credit left',
    log: 'error',
  },
  PROVIDER_FORBIDDEN: {
    kind: 'unprocessable',
    message: 'The account at the telephone company may not place this call',
    log: 'error',
  },
  NUMBER_DO_NOT_DISTURB: {
    kind: 'unprocessable',
    message: 'The number is registered as do-not-disturb',
    log: 'info',
  },
  PROVIDER_NOT_FOUND: {
    kind: 'unprocessable',
    message: 'The telephone company knows no such account in this region',
    log: 'error',
  },
  DIAL_UNCERTAIN: {
    kind: 'unavailable',
    message: 'The telephone company did not say whether it placed the call',
    log: 'warn',
  },
  PROVIDER_CANNOT_HANG_UP: {
    kind: 'conflict',
    message: 'The telephone company cannot end this call: hang up at the agent’s telephone',
    log: 'info',
  },
  RECORDING_NOT_READY: {
    kind: 'not_found',
    message: 'There is no recording of this call, or not yet',
    log: 'info',
  },
  RECORDING_RANGE_NOT_SATISFIABLE: {
    kind: 'range_not_satisfiable',
    message: 'The recording has no such part',
    log: 'info',
  },
});
