import { defineErrors } from '../../common/errors.js';

export const SettingsErrors = defineErrors({
  COMPANY_NOT_FOUND: { kind: 'not_found', message: 'There is no such company', log: 'info' },
  COMPANY_EXISTS: { kind: 'conflict', message: 'This clientId is taken', log: 'info' },
  TIMEZONE_UNKNOWN: {
    kind: 'invalid',
    message: 'The time zone must be an IANA name such as Asia/Kolkata',
    log: 'info',
  },
});
