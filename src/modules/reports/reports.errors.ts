import { defineErrors } from '../../common/errors.js';

export const ReportErrors = defineErrors({
  REPORT_NOT_FOUND: { kind: 'not_found', message: 'There is no such report', log: 'info' },
  REPORT_NOT_READY: {
    kind: 'conflict',
    message: 'The report has no file: it is not ready, failed, or was cancelled',
    log: 'info',
  },
  REPORT_LIMIT_REACHED: {
    kind: 'conflict',
    message: 'As many reports of the company are on their way as may be',
    log: 'info',
  },
});
