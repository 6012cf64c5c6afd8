import { defineErrors } from '../../common/errors.js';

export const ReportScheduleErrors = defineErrors({
  REPORT_SCHEDULE_NOT_FOUND: {
    kind: 'not_found',
    message: 'There is no such schedule of a report',
    log: 'info',
  },
  REPORT_SCHEDULE_LIMIT_REACHED: {
    kind: 'conflict',
    message: 'The company has as many schedules of reports as it may have',
    log: 'info',
  },
});
