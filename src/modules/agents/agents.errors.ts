import { defineErrors } from '../../common/errors.js';

export const AgentErrors = defineErrors({
  AGENT_NOT_FOUND: { kind: 'not_found', message: 'There is no such agent', log: 'info' },
  USERNAME_TAKEN: { kind: 'conflict', message: 'This username is taken', log: 'info' },
  EMAIL_TAKEN: { kind: 'conflict', message: 'This e-mail address is taken', log: 'info' },
  LAST_ADMIN: {
    kind: 'conflict',
    message: 'The last active admin of a company cannot be removed',
    log: 'info',
  },
});
