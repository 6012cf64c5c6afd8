import { defineErrors } from '../../common/errors.js';

export const SatisfactionErrors = defineErrors({
  SATISFACTION_EXISTS: {
    kind: 'conflict',
    message: 'The customer has answered for this call already',
    log: 'info',
  },
});
