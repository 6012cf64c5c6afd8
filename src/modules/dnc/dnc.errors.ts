import { defineErrors } from '../../common/errors.js';

export const DncErrors = defineErrors({
  NUMBER_ON_DNC: {
    kind: 'unprocessable',
    message: 'This number is on the list of numbers that are never called',
    log: 'info',
  },
  DNC_NUMBER_NOT_FOUND: {
    kind: 'not_found',
    message: 'This number is not on the list',
    log: 'info',
  },
});
