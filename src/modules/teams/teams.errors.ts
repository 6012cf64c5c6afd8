import { defineErrors } from '../../common/errors.js';

export const TeamErrors = defineErrors({
  TEAM_NOT_FOUND: { kind: 'not_found', message: 'There is no such team', log: 'info' },
  TEAM_NAME_TAKEN: { kind: 'conflict', message: 'Another team has this name', log: 'info' },
  MEMBER_EXISTS: { kind: 'conflict', message: 'This agent is in the team already', log: 'info' },
  MEMBER_NOT_FOUND: { kind: 'not_found', message: 'The team has no such member', log: 'info' },
  ASSIGNMENT_EXISTS: {
    kind: 'conflict',
    message: 'This agent takes the calls of the team already',
    log: 'info',
  },
  ASSIGNMENT_NOT_FOUND: {
    kind: 'not_found',
    message: 'The team has no such assignment',
    log: 'info',
  },
});
