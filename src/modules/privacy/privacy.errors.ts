import { defineErrors } from '../../common/errors.js';

/** Of the command line only. */
export const PrivacyErrors = defineErrors({
  COMPANY_IN_USE: {
    kind: 'conflict',
    message: 'The company has calls that are not over',
    log: 'info',
  },
});
