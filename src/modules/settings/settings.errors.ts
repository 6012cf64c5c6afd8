import { defineErrors } from '../../common/errors.js';

export const SettingsErrors = defineErrors({
  COMPANY_NOT_FOUND: { kind: 'not_found', message: 'There is no such company', log: 'info' },
  COMPANY_EXISTS: { kind: 'conflict', message: 'This clientId is taken', log: 'info' },
});
