import type { TenantSettings } from '../settings/rules.domain.js';
import { DAY } from '../../common/time.js';
import { nextRingTime, type CallingWindow } from './calling-window.domain.js';
import { zonesOf } from './number-zones.domain.js';

/** Whom a call is for. */
export interface Called {
  /** E.164. */
  readonly phoneNumber: string;
  /** IANA zone of the called person; null: by its number. */
  readonly timezone: string | null;
}

/**
 * When a number may ring, from a moment on: in the call's own zone, else in every zone of its number's
 * country, else in the company's. Where it may never ring, it is asked again in a day: the company may
 * widen its window.
 */
export function ringTime(
  { phoneNumber, timezone }: Called,
  settings: Pick<TenantSettings, 'timezone'>,
  window: CallingWindow,
  at: Date,
): Date {
  const ofNumber = timezone === null ? zonesOf(phoneNumber) : [timezone];
  const zones = ofNumber.length > 0 ? ofNumber : [settings.timezone];
  const found = nextRingTime(window, zones, at.getTime());
  return new Date(found ?? at.getTime() + DAY);
}
