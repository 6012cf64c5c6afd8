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
});
