import { defineErrors } from '../../common/errors.js';

export const AnomalyErrors = defineErrors({
  ANOMALY_NOT_FOUND: { kind: 'not_found', message: 'There is no such anomaly', log: 'info' },
  ANOMALY_RESOLVED: {
    kind: 'conflict',
    message: 'The anomaly is resolved; it is not opened again',
    log: 'info',
  },
});
