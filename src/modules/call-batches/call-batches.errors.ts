import { defineErrors } from '../../common/errors.js';

export const BatchErrors = defineErrors({
  BATCH_NOT_FOUND: { kind: 'not_found', message: 'There is no such batch', log: 'info' },
});
