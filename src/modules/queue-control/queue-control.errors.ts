import { defineErrors } from '../../common/errors.js';

export const QueueControlErrors = defineErrors({
  CALL_BEING_OFFERED: {
    kind: 'conflict',
    message: 'An agent is kept for this call, or its phone rings: it does not wait now',
    log: 'info',
  },
});
