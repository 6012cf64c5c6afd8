import { defineErrors } from '../../common/errors.js';

export const DialErrors = defineErrors({
  AGENT_NOT_READY: {
    kind: 'conflict',
    message: 'The agent cannot take a call at present',
    log: 'info',
    retryable: true,
  },
  CONCURRENT_LIMIT_REACHED: {
    kind: 'rate_limited',
    message: 'As many calls as allowed are under way',
    log: 'info',
    retryable: true,
  },
  NUMBERS_BEING_DIALED: {
    kind: 'conflict',
    message: 'A call between this agent and this number is just being placed',
    log: 'info',
    retryable: true,
  },
  OUTSIDE_CALLING_WINDOW: {
    kind: 'unprocessable',
    message: 'This number may not be called at this time of its day',
    log: 'info',
  },
  NO_OUTBOUND_LINE: {
    kind: 'conflict',
    message: 'The company has no active telephone channel with a number to call from',
    log: 'info',
  },
  CALL_NOT_RETRYABLE: {
    kind: 'conflict',
    message: 'This call cannot be tried again',
    log: 'info',
  },
  CALL_NOT_CANCELABLE: { kind: 'conflict', message: 'This call is over', log: 'info' },
});
