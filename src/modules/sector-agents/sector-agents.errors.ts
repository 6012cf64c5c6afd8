import { defineErrors } from '../../common/errors.js';

export const ProfileErrors = defineErrors({
  PROFILE_NOT_FOUND: { kind: 'not_found', message: 'There is no such profile', log: 'info' },
  PROFILE_EXISTS: {
    kind: 'conflict',
    message: 'The agent has a profile in this sector already',
    log: 'info',
  },
  PROFILE_IN_USE: { kind: 'conflict', message: 'The agent holds a call now', log: 'info' },
});
