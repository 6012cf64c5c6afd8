import { defineErrors } from '../../common/errors.js';

export const QualityErrors = defineErrors({
  SCORECARD_NOT_FOUND: {
    kind: 'not_found',
    message: 'The company has no such scorecard',
    log: 'info',
  },
  QUALITY_SCORE_EXISTS: { kind: 'conflict', message: 'The call has a score already', log: 'info' },
});
