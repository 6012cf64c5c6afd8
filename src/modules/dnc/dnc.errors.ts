import { defineErrors } from '../../common/errors.js';
import { dialProblem } from '../../common/phone.js';

export const NumberErrors = defineErrors({
  INVALID_PHONE_NUMBER: { kind: 'invalid', message: 'This is no telephone number', log: 'info' },
});

export const DncErrors = defineErrors({
  NUMBER_ON_DNC: {
    kind: 'unprocessable',
    message: 'This number is on the list of numbers that are never called',
    log: 'info',
  },
  DNC_NUMBER_NOT_FOUND: {
    kind: 'not_found',
    message: 'This number is not on the list',
    log: 'info',
  },
});

/** A number that can be dialled. @throws NumberErrors.INVALID_PHONE_NUMBER with the reason */
export function checkedNumber(phoneNumber: string): string {
  const message = dialProblem(phoneNumber);
  if (message === null) return phoneNumber;
  throw NumberErrors.INVALID_PHONE_NUMBER({ details: [{ field: 'phoneNumber', message }] });
}
