import { defineErrors } from '../../common/errors.js';

export const ScheduleErrors = defineErrors({
  SCHEDULED_CALL_NOT_FOUND: {
    kind: 'not_found',
    message: 'There is no such scheduled call',
    log: 'info',
  },
  SCHEDULE_OVER: {
    kind: 'conflict',
    message: 'This schedule has no run to come any more',
    log: 'info',
  },
});
