import { defineErrors } from '../../common/errors.js';

export const CallbackErrors = defineErrors({
  CALLBACK_NOT_FOUND: { kind: 'not_found', message: 'There is no such call back', log: 'info' },
  CALLBACK_NOT_CANCELABLE: {
    kind: 'conflict',
    message: 'The call back is being dialled, or over',
    log: 'info',
  },
});
