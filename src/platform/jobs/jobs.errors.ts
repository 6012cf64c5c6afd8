import { defineErrors } from '../../common/errors.js';

export const JobErrors = defineErrors({
  JOB_NOT_FOUND: { kind: 'not_found', message: 'There is no such job', log: 'info' },
  JOB_RUNNING: {
    kind: 'conflict',
    message: 'The job runs already, or somebody has just asked for it',
    log: 'info',
  },
  JOB_NOT_YOURS: {
    kind: 'forbidden',
    message: 'This work serves all companies together and runs by itself',
    log: 'info',
  },
});
