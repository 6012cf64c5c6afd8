import { DAY } from '../../common/time.js';

/** A password that we made, or that an admin set, opens the account for so long. */
export const FIRST_PASSWORD_DAYS = 7;

/** Until when a password that is given now opens the account. */
export function firstPasswordUntil(now: number): Date {
  return new Date(now + FIRST_PASSWORD_DAYS * DAY);
}

/** Is it too late to sign in with it? One that its agent chose (null) does not end. */
export function isPasswordOver(until: Date | null, now: number): boolean {
  return until !== null && now >= until.getTime();
}
