import { begin, ended, received, type Step } from '../calls/call.domain.js';
import type { Call, LedNeed } from '../calls/call.types.js';
import { isOpen } from '../settings/business-hours.domain.js';
import type { BusinessRules, TenantSettings } from '../settings/rules.domain.js';
import type { WaitAnswer } from '../telephony/call-flow.port.js';

/**
 * What a new call asks for when it comes: its own need while the company is open; outside the
 * business hours that of the overflow, where the rules send it there; null: it is turned away.
 */
export function admitted(settings: TenantSettings, need: LedNeed, at: Date): LedNeed | null {
  const { businessHours, timezone, rules } = settings;
  if (isOpen(businessHours, timezone, at.getTime())) return need;
  return rules.closed.next === 'overflow' ? handedOn(need, rules.overflow) : null;
}

/** No later webhook undoes it. */
function handedOn(need: LedNeed, overflow: BusinessRules['overflow']): LedNeed | null {
  if (overflow.to === 'team')
    return { ...need, ledBy: 'address', teamId: overflow.teamId, sector: null };
  if (overflow.to === 'sector')
    return { ...need, ledBy: 'address', teamId: null, sector: overflow.sector };
  return null;
}

/** The company is closed: the call is over for us, whatever the caller still hears. */
export function turnedAway(call: Call, at: Date): Step {
  const ending = { status: 'canceled', cause: 'closed', endedAt: at } as const;
  return ended(received(begin(call), at), ending, at, 0);
}

/** The company takes no calls of this number: it is over, and no word says why. */
export function blocked(call: Call, at: Date): Step {
  const ending = { status: 'canceled', cause: 'blocked', endedAt: at } as const;
  return ended(received(begin(call), at), ending, at, 0);
}

/** A withheld number is on nobody's list. */
export const isBlocked = (
  { phoneNumber }: Pick<Call, 'phoneNumber'>,
  { blockedNumbers }: Pick<BusinessRules, 'blockedNumbers'>,
): boolean => phoneNumber !== null && blockedNumbers.includes(phoneNumber);

export const isTurnedAway = ({ failureReason }: Call): boolean => failureReason === 'closed';

/** Where Exotel's flow leads a caller who was turned away. */
export function answerWhenClosed({ closed }: BusinessRules): WaitAnswer {
  return closed.next === 'voicemail' || closed.next === 'callback' ? closed.next : 'closed';
}
