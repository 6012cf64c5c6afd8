import type { CallOrigin, OutboundCall } from '../calls/outbound-call.types.js';
import type { TenantSettings } from '../settings/rules.domain.js';
import { nextRingTime } from './calling-window.domain.js';
import { zonesOf } from './number-zones.domain.js';

/** Calls that nobody waits for keep to the calling window. */
const KEEPING: ReadonlySet<CallOrigin> = new Set(['bulk', 'retry', 'campaign']);

/**
 * The zones of which all must be within the calling window: the call's own, else every zone of its
 * number's country, else the company's.
 */
export function zonesOfCall(
  call: Pick<OutboundCall, 'phoneNumber' | 'timezone'>,
  settings: Pick<TenantSettings, 'timezone'>,
): readonly string[] {
  if (call.timezone !== null) return [call.timezone];
  const zones = zonesOf(call.phoneNumber);
  return zones.length > 0 ? zones : [settings.timezone];
}

/** When a call may ring, from a moment on; null: never within the company's window. */
export function ringTime(
  call: Pick<OutboundCall, 'phoneNumber' | 'timezone' | 'origin'>,
  settings: Pick<TenantSettings, 'timezone' | 'rules'>,
  atMs: number,
): number | null {
  if (!KEEPING.has(call.origin)) return atMs;
  return nextRingTime(settings.rules.callingWindow, zonesOfCall(call, settings), atMs);
}
