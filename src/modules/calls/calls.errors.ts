import { defineErrors } from '../../common/errors.js';

export const CallErrors = defineErrors({
  CALL_NOT_FOUND: { kind: 'not_found', message: 'There is no such call', log: 'info' },
  CALL_NOT_ANSWERED: {
    kind: 'conflict',
    message: 'Nobody answered this call, or it has not ended',
    log: 'info',
  },
  OFFER_NOT_FOUND: { kind: 'not_found', message: 'There is no such offer', log: 'info' },
  OFFER_EXPIRED: { kind: 'conflict', message: 'This offer is over', log: 'info' },
});

/** Another node changed the call first: look again and decide again. */
export class StaleCallError extends Error {
  constructor() {
    super('the call changed meanwhile');
    this.name = 'StaleCallError';
  }
}
